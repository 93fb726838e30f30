"""``batches/{id}/labels.pdf`` and ``labels.zpl``: drawn while they are fetched."""

from falcon import Request, Response

from common.barcode.labels import label_options
from common.barcode.labels.zpl import RESOLUTIONS
from common.operations.batches import lifecycle
from common.operations.batches.labels import ZPL_DPI, Labels
from common.operations.batches.lifecycle import Batch
from common.services.container import Services
from rest import offload, request_params
from rest.batch_requests import ID, TAG, find, send
from rest.errors import bad_request
from rest.routes import Answer, Operation, Parameter, Route
from rest.streaming import HEADERS


class Sheets:
    """Draws labels while they are fetched."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def on_get_pdf(self, req: Request, resp: Response, id: str) -> None:
        """Send sheets of labels."""
        chosen = label_options.parse(request_params.from_query(req))
        found = find(self._services, req, id)
        made = Labels(chosen, _label_columns(found))
        rows = lifecycle.rows(self._services, found)
        pieces = made.pdf(found.names, rows, offload.yield_to_others())
        send(self._services, req, resp, found, pieces, "labels.pdf", "application/pdf")

    on_head_pdf = on_get_pdf

    def on_get_zpl(self, req: Request, resp: Response, id: str) -> None:
        """Send labels to a label printer."""
        query = request_params.from_query(req)
        dpi = _resolution(query.pop("dpi", str(ZPL_DPI)))
        chosen = label_options.parse({"template": "roll", **query})
        found = find(self._services, req, id)
        made = Labels(chosen, _label_columns(found))
        rows = lifecycle.rows(self._services, found)
        pieces = made.zpl(found.names, rows, dpi, offload.yield_to_others())
        send(self._services, req, resp, found, pieces, "labels.zpl", "application/zpl")

    on_head_zpl = on_get_zpl


def _label_columns(found: Batch) -> list[str]:
    """Return the columns that set no option, each once."""
    names = [c.name for file in found.files for c in file.columns if not c.option]
    return list(dict.fromkeys(names))


def _resolution(given: object) -> int:
    every = [str(dpi) for dpi in RESOLUTIONS]
    if given not in every:
        known = ", ".join(every)
        raise bad_request(
            "dpi", "option.bad_value", f"Label printers print at {known} dpi.", "Give one of them."
        )
    return int(str(given))


_BINARY = {"type": "string", "format": "binary"}
_CHOICES = tuple(
    Parameter(name, schema, description=schema["description"])
    for name, schema in label_options.schema()["properties"].items()
)
_OF_ROLLS = ("label_width", "label_height", "title", "lines")

ROUTES = (
    Route(
        "batches/{id}/labels.pdf",
        Sheets,
        "pdf",
        operations={
            "GET": Operation(
                "Fetch a batch as sheets of labels",
                tag=TAG,
                description="Bars and texts are outlines, true to 0.1 mm: print at 100 %. A "
                "barcode is as large as fits its label; `width`, `height` and `scale` of a row "
                "are for pictures. A label that can't hold its barcode says so in words.",
                parameters=(ID, *_CHOICES),
                answers={200: Answer("A PDF file.", {"application/pdf": _BINARY}, HEADERS)},
                errors=(400, 404, 429, 503),
            )
        },
    ),
    Route(
        "batches/{id}/labels.zpl",
        Sheets,
        "zpl",
        operations={
            "GET": Operation(
                "Fetch a batch as labels for a Zebra printer",
                tag=TAG,
                parameters=(
                    ID,
                    Parameter(
                        "dpi",
                        {"type": "integer", "enum": list(RESOLUTIONS), "default": ZPL_DPI},
                        description="What the printer prints at.",
                    ),
                    *(each for each in _CHOICES if each.name in _OF_ROLLS),
                ),
                answers={200: Answer("ZPL II.", {"application/zpl": _BINARY}, HEADERS)},
                errors=(400, 404, 429, 503),
            )
        },
    ),
)
