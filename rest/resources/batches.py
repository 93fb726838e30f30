"""``batches`` and ``batches/{id}``: tables are taken in, told of and forgotten."""

from datetime import UTC, datetime
from typing import Literal

import msgspec
from falcon import HTTP_201, HTTP_204, Request, Response
from msgspec import Struct

from common.barcode.model import options
from common.barcode.model.errors import Problem
from common.operations.batches import lifecycle, urls
from common.operations.batches.lifecycle import MAX_FILES, Batch, FileReport
from common.operations.batches.rows import Row
from common.services.container import Services
from common.tables import encodings
from rest import authentication, limits, offload, request_params, uploads
from rest.batch_requests import ID, TAG, begin_page, find, take
from rest.errors import bad_request
from rest.routes import Answer, Operation, Parameter, Route

PAGE_ROWS = 1_000
MOST_PAGE_ROWS = 5_000


class RowReport(Struct, frozen=True, omit_defaults=True):
    """What became of one row.

    Attributes:
        file: which of the files it stands in.
        row: as the author's program counts rows; the first row of the file is 1.
        status: ``ok`` where it can be drawn.
        data: as it is encoded, with its check digit.
        format: the symbology.
        filename: of its picture in the ZIP file.
        cells: of a failed row, all that it was given, by option or column, to mend and send again.
        problems: what is wrong, each with its fix.
        notes: what was done that the author should know.
    """

    file: str
    row: int
    status: Literal["ok", "failed"]
    data: str = ""
    format: str = ""
    filename: str = ""
    cells: dict[str, str] = {}
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


class BatchReport(Struct, frozen=True):
    """A batch: what was taken in, what became of each row, and where to fetch it."""

    id: str
    created_at: str
    expires_at: str
    count: int
    valid: int
    invalid: int
    files: tuple[FileReport, ...]
    rows: tuple[RowReport, ...]
    links: dict[str, str]


class Batches:
    """Takes batches in."""

    charges = True

    def __init__(self, services: Services) -> None:
        self._services = services

    def on_post(self, req: Request, resp: Response) -> None:
        """Check the tables in the body."""
        form = uploads.read_form(req, self._services.settings.max_body_bytes)
        given = request_params.merge(request_params.from_query(req), form.fields)
        strict = _truth("strict", given.pop("strict", "false"))
        encoding = _encoding(given.pop("encoding", ""))
        taken = take(req, form.files, given, strict=strict, encoding=encoding)
        # A caller who is not told of the batch can't fetch it.
        with limits.quota_of(req).refunding(taken.valid):
            answer(self._services, resp, taken, 0, PAGE_ROWS)
        resp.status = HTTP_201
        resp.set_header("Location", urls.path_of(self._services.settings, taken.id))


class OneBatch:
    """Tells of a batch, and forgets it."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def on_get(self, req: Request, resp: Response, id: str) -> None:
        """Tell of the batch and a page of its rows."""
        query = request_params.from_query(req)
        offset = _whole("offset", query.pop("offset", "0"), 2**31)
        limit = _whole("limit", query.pop("limit", str(PAGE_ROWS)), MOST_PAGE_ROWS)
        request_params.require_no(query)
        found = find(self._services, req, id)
        begin_page(self._services, found)
        answer(self._services, resp, found, offset, limit)

    on_head = on_get

    def on_delete(self, req: Request, resp: Response, id: str) -> None:
        """Forget the batch."""
        request_params.require_none(req)
        found = find(self._services, req, id)
        lifecycle.delete(self._services, authentication.of(req), found.id)
        resp.status = HTTP_204


def answer(services: Services, resp: Response, found: Batch, offset: int, limit: int) -> None:
    """Answer with *found* and *limit* of its rows, behind the first *offset*."""
    page: list[RowReport] = []
    pause = offload.yield_to_others()
    for row in lifecycle.rows(services, found, offset):
        if len(page) == limit:
            break
        page.append(_told(found, row))
        pause()
    told = BatchReport(
        id=found.id,
        created_at=_time(found.created_at),
        expires_at=_time(found.expires_at),
        count=found.valid + found.invalid,
        valid=found.valid,
        invalid=found.invalid,
        files=found.files,
        rows=tuple(page),
        links=links(services, found, offset + len(page), limit),
    )
    resp.content_type = "application/json"
    resp.set_header("Cache-Control", "no-store")
    resp.data = msgspec.json.encode(told)


def links(services: Services, found: Batch, seen: int, limit: int) -> dict[str, str]:
    """Return where the batch, its files and *limit* rows behind the first *seen* are."""
    every = urls.links(services.settings, found)
    if limit and seen < found.valid + found.invalid:
        page = "" if limit == PAGE_ROWS else f"&limit={limit}"
        every["next"] = f"{every['self']}?offset={seen}{page}"
    return every


def _told(found: Batch, row: Row) -> RowReport:
    return RowReport(
        file=found.files[row.file].name,
        row=row.number,
        status="ok" if row.options else "failed",
        data=row.data,
        format=row.format,
        filename=row.filename,
        cells=row.cells,
        problems=row.problems,
        notes=row.notes,
    )


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")


def _truth(name: str, given: object) -> bool:
    try:
        return options.parse_bool(given if isinstance(given, str) else "")
    except ValueError:
        raise bad_request(
            name, "option.bad_value", f"{name} is true or false.", "Give true or false, once."
        ) from None


def _encoding(given: object) -> str:
    if given and given not in encodings.CHOICES:
        choices = ", ".join(encodings.CHOICES)
        raise bad_request(
            "encoding", "option.bad_value", "The encoding is unknown.", f"Give one of {choices}."
        )
    return str(given)


def _whole(name: str, given: object, most: int) -> int:
    text = given if isinstance(given, str) else ""
    if not (text.isascii() and text.isdigit()) or len(text) > 10 or int(text) > most:
        raise bad_request(
            name,
            "option.bad_value",
            f"{name} is a whole number.",
            f"Give one from 0 to {most:,}.",
        )
    return int(text)


_BINARY = {"type": "string", "format": "binary"}
_REPORT = {"application/json": BatchReport}
_SCHEMAS = options.schema()["properties"]

ROUTES = (
    Route(
        "batches",
        Batches,
        operations={
            "POST": Operation(
                "Take in tables of barcodes",
                tag=TAG,
                description="CSV, XLSX, TXT (a datum a line) or JSON, as the body or as up to "
                f"{MAX_FILES} files of a multipart form. Columns are called as options are; "
                "`data` is required, `filename` names the picture, others are for labels. Options "
                "in the query hold where a row says nothing else. Every row is checked, and "
                "reported; the pictures are drawn when they are fetched.",
                parameters=(
                    Parameter(
                        "strict",
                        {"type": "boolean", "default": False},
                        description="Refuse the whole where one row is bad.",
                    ),
                    Parameter(
                        "encoding",
                        {"type": "string", "enum": list(encodings.CHOICES)},
                        description="Of text files, where it can't be found out.",
                    ),
                    *(
                        Parameter(name, schema, description=schema.get("description", ""))
                        for name, schema in _SCHEMAS.items()
                        if name != "data"
                    ),
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
                            "files": {"type": "array", "items": _BINARY, "maxItems": MAX_FILES}
                        },
                        "required": ["files"],
                    },
                },
                answers={201: Answer("What was taken in.", _REPORT, {"Location": "The batch."})},
                errors=(400, 413, 415, 422, 429, 503),
            )
        },
    ),
    Route(
        "batches/{id}",
        OneBatch,
        operations={
            "GET": Operation(
                "Tell of a batch",
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
                            "maximum": MOST_PAGE_ROWS,
                            "default": PAGE_ROWS,
                        },
                        description="Rows to tell of.",
                    ),
                ),
                answers={200: Answer("The batch.", _REPORT)},
                errors=(400, 404, 429, 503),
            ),
            "DELETE": Operation(
                "Forget a batch",
                tag=TAG,
                parameters=(ID,),
                answers={204: Answer("It is forgotten.")},
                errors=(404, 503),
            ),
        },
    ),
)
