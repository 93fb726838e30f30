"""``batches`` and ``batches/{id}``: create, report and delete batches."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Literal

from falcon import HTTP_201, HTTP_204, Request, Response
from msgspec import Struct

from common.barcode.labels import label_options
from common.barcode.model.errors import Problem
from common.operations import content
from common.operations.batches import label_choices, lifecycle, urls
from common.operations.batches.files import FileReport
from common.operations.batches.lifecycle import MAX_FILES, Batch
from common.operations.batches.rows import Row, RowProblem
from common.services.container import Services
from common.tables import encodings
from rest import authentication, json_response, offload, request_params, uploads
from rest.batch_requests import ID, TAG, accept, charge_page, find, take_labels, take_reading, whole
from rest.errors import bad_request
from rest.resources.labels import without_defaults
from rest.routes import BINARY, Answer, Operation, Parameter, Route, query_parameters

PAGE_ROWS = 1_000
MAX_PAGE_ROWS = 5_000
_STATUSES = ("ok", "failed")


class RowReport(Struct, frozen=True, omit_defaults=True):
    """The result of one row.

    Attributes:
        file: name of the file that contains it.
        row: number of the row, as spreadsheets count; the first row of the file is 1.
        status: ``ok`` if the row can be drawn.
        data: the encoded data, with its check digit.
        format: the symbology.
        filename: name of its picture in the ZIP file.
        cells: all values of a failed row, by option or column, to correct and send again.
        problems: the problems of a failed row, each with its fix.
        notes: changes to the row, and doubts, that its author should know.
        notices: those of them on the data, with field, code, fix and suggestion.
    """

    file: str
    row: int
    status: Literal["ok", "failed"]
    data: str = ""
    format: str = ""
    filename: str = ""
    cells: dict[str, str] = {}
    problems: tuple[RowProblem, ...] = ()
    notes: tuple[str, ...] = ()
    notices: tuple[Problem, ...] = ()


class BatchReport(Struct, frozen=True):
    """A batch: its files, the result of each row, and links to download it.

    Attributes:
        cost: barcodes of the quota that the next download costs; 0 after the first.
        labels: the options of labels that are stored with it; a document by its title.
    """

    id: str
    created_at: str
    expires_at: str
    count: int
    valid: int
    invalid: int
    cost: int
    labels: dict[str, str]
    files: tuple[FileReport, ...]
    rows: tuple[RowReport, ...]
    links: dict[str, str]


class BatchesResource:
    """Creates batches."""

    charges = True

    def __init__(self, services: Services) -> None:
        self._services = services

    def on_post(self, req: Request, resp: Response) -> None:
        """Check the tables in the body."""
        limit = self._services.settings.max_body_bytes
        form = uploads.read_form(req, limit, (label_choices.TEMPLATE,))
        # A form may have the options as fields, and an API client in the query; not the same one
        # in both.
        given = request_params.merge(request_params.from_query(req), form.fields)
        strict = request_params.boolean("strict", given.pop("strict", "false"))
        reading, labels = take_reading(given), take_labels(given)
        batch = accept(req, form.files, given, strict=strict, reading=reading, labels=labels)
        answer(self._services, resp, batch, 0, PAGE_ROWS)
        resp.status = HTTP_201
        resp.set_header("Location", urls.path_of(self._services.settings, batch.id))


class BatchResource:
    """Reports and deletes a batch."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def on_get(self, req: Request, resp: Response, id: str) -> None:
        """Report the batch and a page of its rows."""
        query = request_params.from_query(req)
        offset = whole("offset", query.pop("offset", "0"), 2**31)
        limit = whole("limit", query.pop("limit", str(PAGE_ROWS)), MAX_PAGE_ROWS)
        status = _status(query.pop("status", ""))
        request_params.require_no(query)
        batch = find(self._services, req, id)
        charge_page(self._services, batch)
        answer(self._services, resp, batch, offset, limit, status)

    on_head = on_get

    def on_delete(self, req: Request, resp: Response, id: str) -> None:
        """Delete the batch."""
        request_params.require_none(req)
        batch = find(self._services, req, id)
        lifecycle.delete(self._services, authentication.of(req), batch.id)
        resp.status = HTTP_204


def _status(value: object) -> str:
    """Return the status of the wanted rows, empty for all.

    Raises:
        ProblemError: 400 if rows have no such status.
    """
    if value in ("", *_STATUSES):
        return str(value)
    raise bad_request(
        "status", "option.bad_value", "status is ok or failed.", "Give one, or leave it out."
    )


def answer(
    services: Services, resp: Response, batch: Batch, offset: int, limit: int, status: str = ""
) -> None:
    """Answer with *batch* and up to *limit* of its rows, after the first *offset*.

    Only rows of *status* are counted and sent, unless it is empty.
    """
    page: list[RowReport] = []
    pause = offload.yield_to_others()
    for row in _rows(services, batch, offset, status):
        # Checked before a row is added, so that a limit of 0 gives counts alone.
        if len(page) == limit:
            break
        page.append(row_report(batch, row))
        pause()
    report = BatchReport(
        id=batch.id,
        created_at=_time(batch.created_at),
        expires_at=_time(batch.expires_at),
        count=batch.valid + batch.invalid,
        valid=batch.valid,
        invalid=batch.invalid,
        cost=batch.cost,
        labels=label_choices.summary(batch.labels),
        files=batch.files,
        rows=tuple(page),
        links=links(services, batch, offset + len(page), limit, status),
    )
    json_response.send(resp, report)


def _rows(services: Services, batch: Batch, offset: int, status: str) -> Iterator[Row]:
    if not status:
        return lifecycle.rows(services, batch, offset)
    # By False and True: a row without options has failed.
    is_wanted = [each == status for each in _STATUSES]
    every = lifecycle.rows(services, batch)
    return islice((row for row in every if is_wanted[row.options is None]), offset, None)


def links(
    services: Services, batch: Batch, sent: int, limit: int, status: str = ""
) -> dict[str, str]:
    """Return the URLs of the batch, of its files, and of its next *limit* rows after *sent*."""
    by_name = urls.links(services.settings, batch)
    count = {"ok": batch.valid, "failed": batch.invalid}.get(status, batch.valid + batch.invalid)
    if limit and sent < count:
        # The next page has the same limit; the default one is not repeated.
        page = "" if limit == PAGE_ROWS else f"&limit={limit}"
        page += f"&status={status}" if status else ""
        by_name["next"] = f"{by_name['self']}?offset={sent}{page}"
    return by_name


def row_report(batch: Batch, row: Row) -> RowReport:
    """Return what an answer says of *row*."""
    return RowReport(
        file=batch.files[row.file].name,
        row=row.number,
        status="ok" if row.options else "failed",
        data=row.data,
        format=row.format,
        filename=row.filename,
        cells=row.cells,
        problems=row.problems,
        notes=row.notes,
        notices=row.notices,
    )


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")


PLACE_OF_TABLE = (
    Parameter(
        "sheet",
        {"type": "string", "examples": ["Products"]},
        description="Name or number of the sheet; if omitted, the first with barcodes.",
    ),
    Parameter(
        "range",
        {"type": "string", "examples": ["B3:F40"]},
        description="Cells of the table with its header, if the sheet has several tables.",
    ),
)
READING = (
    Parameter(
        "columns",
        {"type": "object", "additionalProperties": {"type": "string"}},
        description="What columns become: `columns[data]=EAN`, `columns[title]=Name`, "
        "`columns[copies]=Stock`, `columns[Type]=ignore`. A column is named as in the header, or "
        "by its letter.",
        style="deepObject",
    ),
    Parameter(
        "header_row",
        {"type": "integer", "minimum": 0, "maximum": 100},
        description="Number of the row with the names of the columns, 0 if there is none; found "
        "if omitted.",
    ),
    *PLACE_OF_TABLE,
)
LABELS = tuple(
    each
    for each in query_parameters(without_defaults(label_options.schema()["properties"]))
    if each.name in label_choices.NAMES
)
COPIES = Parameter(
    "copies",
    {"type": "integer", "minimum": 0, "maximum": 1000, "default": 1},
    description="How many labels a row has, if no column says so.",
)
_REPORT = {"application/json": BatchReport}

ROUTES = (
    Route(
        "batches",
        BatchesResource,
        operations={
            "POST": Operation(
                "Create a batch from tables",
                tag=TAG,
                description="CSV, XLSX, XLS, ODS, TXT (one barcode per line) or JSON, as the body "
                f"or as up to {MAX_FILES} files of a form. The column with the barcodes, their "
                "symbology, the title of labels and the number of labels are found by names and "
                "values: `mapping` in the answer has each with its reason, and "
                "`columns[data]=EAN` changes it. Columns with the names of options set them, if "
                "their values are valid. Options in the query apply to rows that don't set them. "
                "The answer reports every row; the pictures are drawn when they are downloaded. "
                "Options of labels are stored with the batch: its downloads and prints have them, "
                "unless they name another `template`.",
                parameters=(
                    Parameter(
                        "strict",
                        {"type": "boolean", "default": False},
                        description="Refuse the whole batch if a row is invalid.",
                    ),
                    Parameter(
                        "encoding",
                        {"type": "string", "examples": list(encodings.EXAMPLES)},
                        description="Encoding of text files, by any name that Python knows.",
                    ),
                    *READING,
                    COPIES,
                    *LABELS,
                    *query_parameters(content.request_schema()["properties"], without=("data",)),
                ),
                body={
                    "text/csv": {"type": "string"},
                    "text/plain": {"type": "string"},
                    "application/json": {
                        "type": "array",
                        "items": {"type": ["object", "string"]},
                    },
                    "multipart/form-data": {
                        "type": "object",
                        "properties": {
                            "files": {"type": "array", "items": BINARY, "maxItems": MAX_FILES},
                            "template": {
                                "type": "string",
                                "description": "A label template: its name, or its document.",
                            },
                        },
                        "required": ["files"],
                    },
                },
                answers={201: Answer("The batch.", _REPORT, {"Location": "The batch's URL."})},
                errors=(400, 413, 415, 422, 429, 503),
            )
        },
    ),
    Route(
        "batches/{id}",
        BatchResource,
        operations={
            "GET": Operation(
                "Report a batch",
                tag=TAG,
                parameters=(
                    ID,
                    Parameter(
                        "offset",
                        {"type": "integer", "minimum": 0, "default": 0},
                        description="Rows to skip.",
                    ),
                    Parameter(
                        "limit",
                        {
                            "type": "integer",
                            "minimum": 0,
                            "maximum": MAX_PAGE_ROWS,
                            "default": PAGE_ROWS,
                        },
                        description="Rows to report.",
                    ),
                    Parameter(
                        "status",
                        {"type": "string", "enum": list(_STATUSES)},
                        description="Only rows that can be drawn, or only those that can't.",
                    ),
                ),
                answers={200: Answer("The batch.", _REPORT)},
                errors=(400, 404, 429, 503),
            ),
            "DELETE": Operation(
                "Delete a batch",
                tag=TAG,
                parameters=(ID,),
                answers={204: Answer("The batch is deleted.")},
                errors=(404, 503),
            ),
        },
    ),
)
