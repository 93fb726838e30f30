"""The files of a batch, generated while they are sent: ZIP, report, PDF sheets and ZPL labels."""

from collections.abc import Mapping
from pathlib import PurePath
from types import MappingProxyType
from typing import Any

from falcon import Request, Response

from common.barcode.labels import label_options, language
from common.barcode.labels.language import Language
from common.operations.batches import label_choices, outputs
from common.operations.labels import outputs as printing
from common.operations.labels.outputs import PNG
from common.services.container import Services
from rest import authentication, offload, request_params
from rest.batch_requests import ID, TAG, find_for, options_of, send
from rest.resources.labels import in_body, without_defaults
from rest.routes import BINARY, Answer, Operation, Parameter, Route, query_parameters
from rest.streaming import HEADERS


class BatchDownloadsResource:
    """Draws a batch while a client downloads it."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def on_get_zip(self, req: Request, resp: Response, id: str) -> None:
        """Send a picture of every valid row, and the report."""
        request_params.require_none(req)
        self._send(req, resp, id, "barcodes.zip", "application/zip")

    on_head_zip = on_get_zip

    def on_get_report(self, req: Request, resp: Response, id: str) -> None:
        """Send the report of every row as CSV."""
        request_params.require_none(req)
        self._send(req, resp, id, "report.csv", "text/csv; charset=utf-8")

    on_head_report = on_get_report

    def on_get_pdf(self, req: Request, resp: Response, id: str) -> None:
        """Send sheets of labels."""
        self._send(req, resp, id, "labels.pdf", "application/pdf", options_of(req))

    on_head_pdf = on_get_pdf
    on_post_pdf = on_get_pdf

    def on_get_labels(self, req: Request, resp: Response, id: str) -> None:
        """Send labels as a picture, or in a language of label printers."""
        # The routes of all languages share this method: the path names the kind.
        kind = PurePath(req.path).suffix[1:]
        media_type = "image/png" if kind == PNG else language.catalogue()[kind].media_type
        self._send(req, resp, id, f"labels.{kind}", media_type, options_of(req))

    on_head_labels = on_get_labels
    on_post_labels = on_get_labels

    def _send(
        self,
        req: Request,
        resp: Response,
        id: str,
        name: str,
        media_type: str,
        chosen: Mapping[str, object] = MappingProxyType({}),
    ) -> None:
        suffix = PurePath(name).suffix
        caller, pause = authentication.of(req).key, offload.yield_to_others()
        batch = find_for(self._services, req, id, suffix, chosen)
        extra = outputs.extra_cost(self._services, caller, batch, suffix, chosen, pause)
        pieces = outputs.write(
            self._services, caller, batch, suffix, chosen, pause, offload.drawing_in_thread
        )
        send(self._services, req, resp, batch, pieces, name, media_type, extra)


_CSV = {"text/csv": {"type": "string"}}
_SCHEMAS = label_options.schema()["properties"]
_CHOICES = query_parameters(without_defaults(_SCHEMAS))
# What a label printer prints is one label after the other.
_OF_PRINTERS = {name: _SCHEMAS[name] for name in label_choices.NAMES}
_MODEL_SCHEMA = {"printer": printing.options_schema()["printer"]}
_MODEL = query_parameters(_MODEL_SCHEMA)


def _with_body(what: str, schemas: dict[str, Any], media_type: str) -> Operation:
    """Return the operation that takes the options in its body, where a template may be long."""
    return Operation(
        f"Download {what}",
        tag=TAG,
        description="As GET, with the options in the body: the template may be a document.",
        parameters=(ID,),
        body={
            "application/json": {
                "type": "object",
                "properties": in_body(schemas),
                "additionalProperties": False,
                "example": {"template": "roll"},
            }
        },
        body_required=False,
        answers={200: Answer("The file.", {media_type: BINARY}, HEADERS)},
        errors=(400, 404, 413, 415, 429, 503),
    )


def _printers_route(printer: Language) -> Route:
    dpi = {"type": "integer", "enum": sorted(printer.resolutions)}
    return Route(
        f"batches/{{id}}/labels.{printer.id}",
        BatchDownloadsResource,
        "labels",
        operations={
            "GET": Operation(
                f"Download a batch in {printer.title.partition(':')[0]}",
                tag=TAG,
                description=f"For {printer.title.partition(': ')[2]}.",
                parameters=(
                    ID,
                    Parameter(
                        "dpi",
                        {**dpi, "default": printer.resolutions[0]},
                        description="Resolution of the printer.",
                    ),
                    *_MODEL,
                    *query_parameters(_OF_PRINTERS),
                ),
                answers={200: Answer("Commands.", {printer.media_type: BINARY}, HEADERS)},
                errors=(400, 404, 429, 503),
            ),
            "POST": _with_body(
                f"a batch in {printer.title.partition(':')[0]}, with a template of any length",
                {"dpi": dpi, **_MODEL_SCHEMA, **_OF_PRINTERS},
                printer.media_type,
            ),
        },
    )


ROUTES = (
    Route(
        "batches/{id}/barcodes.zip",
        BatchDownloadsResource,
        "zip",
        operations={
            "GET": Operation(
                "Download the pictures of a batch",
                tag=TAG,
                description="Drawn while they are sent, with `report.csv` as the last file.",
                parameters=(ID,),
                answers={200: Answer("A ZIP file.", {"application/zip": BINARY}, HEADERS)},
                errors=(404, 429, 503),
            )
        },
    ),
    Route(
        "batches/{id}/report.csv",
        BatchDownloadsResource,
        "report",
        operations={
            "GET": Operation(
                "Download the report of a batch",
                tag=TAG,
                parameters=(ID,),
                answers={200: Answer("One line for each row.", _CSV, HEADERS)},
                errors=(404, 429, 503),
            )
        },
    ),
    Route(
        "batches/{id}/labels.pdf",
        BatchDownloadsResource,
        "pdf",
        operations={
            "GET": Operation(
                "Download a batch as sheets of labels",
                tag=TAG,
                description="Bars and texts are outlines, accurate to 0.1 mm: print at 100 %. A "
                "barcode is as large as its label allows; `width`, `height` and `scale` of a row "
                "apply to pictures only. A label that is too small for its barcode has a text "
                "instead.",
                parameters=(ID, *_CHOICES),
                answers={200: Answer("A PDF file.", {"application/pdf": BINARY}, HEADERS)},
                errors=(400, 404, 429, 503),
            ),
            "POST": _with_body(
                "a batch as sheets, with a template of any length", _SCHEMAS, "application/pdf"
            ),
        },
    ),
    Route(
        "batches/{id}/labels.png",
        BatchDownloadsResource,
        "labels",
        operations={
            "GET": Operation(
                "Download the first sheet of a batch as a picture",
                tag=TAG,
                description="The first label, if the stock is a roll.",
                parameters=(
                    ID,
                    *query_parameters({"dpi": printing.options_schema()["dpi"]}),
                    *_CHOICES,
                ),
                answers={200: Answer("A PNG picture.", {"image/png": BINARY}, HEADERS)},
                errors=(400, 404, 429, 503),
            ),
            "POST": _with_body(
                "the first sheet, with a template of any length",
                {"dpi": printing.options_schema()["dpi"], **_SCHEMAS},
                "image/png",
            ),
        },
    ),
    *map(_printers_route, language.catalogue().values()),
)
