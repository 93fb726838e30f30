"""``batches/{id}/barcodes.zip`` and ``report.csv``: drawn, and told, while they are fetched."""

from datetime import UTC, datetime

from falcon import Request, Response

from common.operations.batches import barcodes_zip, lifecycle, report
from common.services.container import Services
from rest import offload, request_params
from rest.batch_requests import ID, TAG, find, send
from rest.routes import Answer, Operation, Route
from rest.streaming import HEADERS


class Pictures:
    """Draws a batch while it is fetched."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def on_get_zip(self, req: Request, resp: Response, id: str) -> None:
        """Send a picture for every row that can be drawn, and the report."""
        request_params.require_none(req)
        found = find(self._services, req, id)
        moment = datetime.fromtimestamp(found.created_at, UTC)
        rows = lifecycle.rows(self._services, found)
        pieces = barcodes_zip.write(found.names, rows, moment, pause=offload.yield_to_others())
        send(self._services, req, resp, found, pieces, "barcodes.zip", "application/zip")

    on_head_zip = on_get_zip

    def on_get_report(self, req: Request, resp: Response, id: str) -> None:
        """Send the report of every row as CSV."""
        request_params.require_none(req)
        found = find(self._services, req, id)
        pieces = report.write(
            found.names, lifecycle.rows(self._services, found), offload.yield_to_others()
        )
        send(self._services, req, resp, found, pieces, "report.csv", "text/csv; charset=utf-8")

    on_head_report = on_get_report


_ZIP = {"application/zip": {"type": "string", "format": "binary"}}
_CSV = {"text/csv": {"type": "string"}}

ROUTES = (
    Route(
        "batches/{id}/barcodes.zip",
        Pictures,
        "zip",
        operations={
            "GET": Operation(
                "Fetch the pictures of a batch",
                tag=TAG,
                description="Drawn while they are sent, with `report.csv` as the last file.",
                parameters=(ID,),
                answers={200: Answer("A ZIP file.", _ZIP, HEADERS)},
                errors=(404, 429, 503),
            )
        },
    ),
    Route(
        "batches/{id}/report.csv",
        Pictures,
        "report",
        operations={
            "GET": Operation(
                "Fetch the report of a batch",
                tag=TAG,
                parameters=(ID,),
                answers={200: Answer("A row for every row.", _CSV, HEADERS)},
                errors=(404, 429, 503),
            )
        },
    ),
)
