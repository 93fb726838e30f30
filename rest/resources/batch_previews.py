"""``batches/{id}/preview``: the first sheet of labels. ``label-stocks``: sheets and rolls."""

import base64

from falcon import Request, Response
from msgspec import Struct

from common.barcode.labels import label_options, label_stock
from common.barcode.model.errors import Problem
from common.operations.batches import preview
from common.services.container import Services
from rest import authentication, disconnection, json_response, offload, request_params
from rest.batch_requests import ID, TAG, charge_preview, find_for, options_of
from rest.resources.labels import TAG as LABELS
from rest.resources.labels import in_body
from rest.routes import Answer, Operation, Route


class UnprintableRow(Struct, frozen=True):
    """A row whose label would have a reason instead of a barcode: its file and number, and why."""

    row: str
    problems: tuple[Problem, ...]


class PreviewReport(Struct, frozen=True):
    """The first sheet of labels, or the first label of a roll. Lengths are in mm.

    Attributes:
        stock: the sheet or roll.
        page: width and height of the sheet.
        label: width and height of a label.
        places: left and top of every label of a sheet, in the order of printing.
        rows: the row of each label that is shown, from the first one that is printed.
        labels: number of labels, copies included; null if the template computes the copies.
        sheets: number of sheets; null as well.
        checked: number of rows whose labels were made.
        unprintable: how many of these have a reason on their label instead of a barcode.
        problems: the first of them.
        data_uri: the sheet as PNG with 150 dpi.
    """

    stock: str
    page: tuple[float, float]
    label: tuple[float, float]
    places: tuple[tuple[float, float], ...]
    rows: tuple[str, ...]
    labels: int | None
    sheets: int | None
    checked: int
    unprintable: int
    problems: tuple[UnprintableRow, ...]
    data_uri: str


class StockEntry(Struct, frozen=True):
    """One sheet or roll. Lengths are in mm.

    Attributes:
        id: name in requests.
        title: name for people.
        page: width and height of the sheet; of a roll, those of a label.
        columns: labels in a row.
        rows: labels in a column.
        label: width and height of a label.
        first: left and top of the first label.
        pitch: from a label to the next, across and down.
        is_sheet: false for a roll.
        continuous: true if the height of a label may be chosen.
    """

    id: str
    title: str
    page: tuple[float, float]
    columns: int
    rows: int
    label: tuple[float, float]
    first: tuple[float, float]
    pitch: tuple[float, float]
    is_sheet: bool
    continuous: bool


class StockListing(Struct, frozen=True):
    """Every sheet and roll that requests can name, without those of the caller's own sizes."""

    count: int
    stocks: tuple[StockEntry, ...]


class BatchPreviewsResource:
    """Shows what a batch will look like on labels."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def on_post(self, req: Request, resp: Response, id: str) -> None:
        """Draw the first sheet."""
        services = self._services
        given = options_of(req)
        caller = authentication.of(req).key
        batch = find_for(services, req, id, ".pdf", given)
        # After the options are read and before anything is drawn.
        charge_preview(services, batch)
        pause = disconnection.stopping(req, offload.yield_to_others())
        made = preview.make(services, caller, batch, given, pause)
        report = PreviewReport(
            stock=made.stock,
            page=_rounded(made.page),
            label=_rounded(made.label),
            places=tuple([_rounded(place) for place in made.places]),
            rows=made.rows,
            labels=made.labels,
            sheets=made.sheets,
            checked=made.checked,
            unprintable=made.unprintable,
            problems=tuple([UnprintableRow(each.row, each.problems) for each in made.problems]),
            data_uri=f"data:image/png;base64,{base64.b64encode(made.image).decode()}",
        )
        json_response.send(resp, report)


class StocksResource:
    """Lists sheets and rolls."""

    def __init__(self, services: Services) -> None:
        every = tuple(
            [
                StockEntry(
                    id=each.id,
                    title=each.title,
                    page=_rounded(each.page),
                    columns=each.columns,
                    rows=each.rows,
                    label=_rounded(each.label),
                    first=_rounded(each.first),
                    pitch=_rounded(each.pitch),
                    is_sheet=each.is_sheet,
                    continuous=each.continuous,
                )
                for each in (*label_stock.SHEETS.values(), *label_stock.ROLLS.values())
            ]
        )
        # Encoded once: the answer is the same for all callers.
        self._listing = json_response.document(StockListing(len(every), every))

    def on_get(self, req: Request, resp: Response) -> None:
        """List every sheet and roll."""
        request_params.require_none(req)
        json_response.send_document(req, resp, self._listing)

    on_head = on_get


def _rounded(lengths: tuple[float, float]) -> tuple[float, float]:
    """Return *lengths* to a micrometre, without the digits that inches and dots bring."""
    return round(lengths[0], 3), round(lengths[1], 3)


ROUTES = (
    Route(
        "batches/{id}/preview",
        BatchPreviewsResource,
        operations={
            "POST": Operation(
                "Preview the labels of a batch",
                tag=TAG,
                description="The first sheet as a picture for a screen, where its labels are, and "
                "which of the first 1,000 rows can't be printed. It costs burst only. The options "
                "are those of `labels.pdf`; the template may be a document.",
                parameters=(ID,),
                body={
                    "application/json": {
                        "type": "object",
                        "properties": in_body(label_options.schema()["properties"]),
                        "additionalProperties": False,
                        "example": {"template": "L7160", "start": 3},
                    }
                },
                answers={200: Answer("The first sheet.", {"application/json": PreviewReport})},
                errors=(400, 404, 413, 415, 429, 503),
            )
        },
    ),
    Route(
        "label-stocks",
        StocksResource,
        operations={
            "GET": Operation(
                "List the sheets and rolls of labels",
                tag=LABELS,
                description="Names for `stock` and `template`, with their sizes. `A4`, `Letter` "
                "and `roll` have sizes of your own.",
                answers={200: Answer("Every stock.", {"application/json": StockListing})},
            )
        },
    ),
)
