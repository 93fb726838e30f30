"""The files of a batch, generated while they are sent: ZIP, report, PDF sheets and ZPL labels."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from falcon import Request, Response

from common.barcode.labels import label_options
from common.barcode.labels.zpl import RESOLUTIONS
from common.operations.batches import barcodes_zip, lifecycle, report
from common.operations.batches.labels import ZPL_DPI, Labels, proposed_title
from common.operations.batches.lifecycle import Batch
from common.operations.batches.rows import Row
from common.services.container import Services
from common.tables.columns import is_for_labels
from rest import offload, request_params
from rest.batch_requests import ID, TAG, find, send
from rest.errors import bad_request
from rest.routes import BINARY, Answer, Operation, Parameter, Route, query_parameters
from rest.streaming import HEADERS


class BatchDownloadsResource:
    """Draws a batch while a client downloads it."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def on_get_zip(self, req: Request, resp: Response, id: str) -> None:
        """Send a picture of every valid row, and the report."""
        request_params.require_none(req)
        batch, rows, pause = self._open(req, id)
        moment = datetime.fromtimestamp(batch.created_at, UTC)
        pieces = barcodes_zip.write(batch.names, rows, moment, pause=pause)
        send(self._services, req, resp, batch, pieces, "barcodes.zip", "application/zip")

    on_head_zip = on_get_zip

    def on_get_report(self, req: Request, resp: Response, id: str) -> None:
        """Send the report of every row as CSV."""
        request_params.require_none(req)
        batch, rows, pause = self._open(req, id)
        pieces = report.write(batch.names, rows, pause)
        send(self._services, req, resp, batch, pieces, "report.csv", "text/csv; charset=utf-8")

    on_head_report = on_get_report

    def on_get_pdf(self, req: Request, resp: Response, id: str) -> None:
        """Send sheets of labels."""
        query = request_params.from_query(req)
        # Malformed options are refused even if there is no such batch.
        label_options.parse(query)
        batch, rows, pause = self._open(req, id)
        options = label_options.parse({**_title(batch), **query})
        pieces = Labels(options, _label_columns(batch)).pdf(batch.names, rows, pause)
        send(self._services, req, resp, batch, pieces, "labels.pdf", "application/pdf")

    on_head_pdf = on_get_pdf

    def on_get_zpl(self, req: Request, resp: Response, id: str) -> None:
        """Send labels for a label printer."""
        query = request_params.from_query(req)
        dpi = _resolution(query.pop("dpi", str(ZPL_DPI)))
        # The only template of label printers.
        query = {"template": "roll", **query}
        label_options.parse(query)
        batch, rows, pause = self._open(req, id)
        options = label_options.parse({**_title(batch), **query})
        pieces = Labels(options, _label_columns(batch)).zpl(batch.names, rows, dpi, pause)
        send(self._services, req, resp, batch, pieces, "labels.zpl", "application/zpl")

    on_head_zpl = on_get_zpl

    def _open(self, req: Request, id: str) -> tuple[Batch, Iterator[Row], Callable[[], None]]:
        """Return the batch *id*, its rows, and the pause between two of them."""
        batch = find(self._services, req, id)
        return batch, lifecycle.rows(self._services, batch), offload.yield_to_others()


def _label_columns(batch: Batch) -> list[str]:
    """Return the columns that set no option, without duplicates."""
    names = [c.name for file in batch.files for c in file.columns if is_for_labels(c)]
    return list(dict.fromkeys(names))


def _title(batch: Batch) -> dict[str, str]:
    mappings = [file.mapping for file in batch.files if file.mapping]
    return proposed_title(column for mapping in mappings for column in mapping.columns)


def _resolution(value: object) -> int:
    choices = [str(dpi) for dpi in RESOLUTIONS]
    if value not in choices:
        raise bad_request(
            "dpi",
            "option.bad_value",
            f"Label printers print at {', '.join(choices)} dpi.",
            "Give one of these.",
        )
    return int(str(value))


_CSV = {"text/csv": {"type": "string"}}
_CHOICES = query_parameters(label_options.schema()["properties"])
_OF_ROLLS = ("label_width", "label_height", "title", "lines")

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
            )
        },
    ),
    Route(
        "batches/{id}/labels.zpl",
        BatchDownloadsResource,
        "zpl",
        operations={
            "GET": Operation(
                "Download a batch as labels for a Zebra printer",
                tag=TAG,
                parameters=(
                    ID,
                    Parameter(
                        "dpi",
                        {"type": "integer", "enum": list(RESOLUTIONS), "default": ZPL_DPI},
                        description="Resolution of the printer.",
                    ),
                    *(each for each in _CHOICES if each.name in _OF_ROLLS),
                ),
                answers={200: Answer("ZPL II.", {"application/zpl": BINARY}, HEADERS)},
                errors=(400, 404, 429, 503),
            )
        },
    ),
)
