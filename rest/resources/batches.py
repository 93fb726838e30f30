"""``batches``: many barcodes from tables, as pictures in a ZIP file."""

from datetime import UTC, datetime
from typing import Literal

import msgspec
from falcon import HTTP_201, HTTP_204, Request, Response
from msgspec import Struct

from common.barcode import options
from common.barcode.errors import Problem
from common.barcode.labels import choices
from common.barcode.labels.zpl_file import RESOLUTIONS
from common.operations.batch import addresses, pictures, report
from common.operations.batch import batch as batches
from common.operations.batch.batch import (
    MOST_FILES,
    Batch,
    FileReport,
    NoSuchBatch,
    Source,
    TooManyBatches,
)
from common.operations.batch.labels import ZPL_DPI, Labels
from common.operations.batch.rows import Row
from common.services.bundle import Services
from common.tables import encodings
from rest import arguments, callers, limits, threads, uploads
from rest.downloads import HEADERS, Downloads
from rest.errors import ProblemError, bad_request
from rest.routes import Answer, Operation, Parameter, Route

PAGE_ROWS = 1_000
MOST_PAGE_ROWS = 5_000
_YES, _NO = ("true", "1", "yes", "on"), ("false", "0", "no", "off")


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

    def __init__(self, services: Services) -> None:
        self._services = services

    def on_post(self, req: Request, resp: Response) -> None:
        """Check the tables in the body."""
        given = arguments.from_query(req)
        form = uploads.read_form(req, self._services.settings.max_body_bytes)
        for name in given.keys() & form.fields.keys():
            raise bad_request(
                name, "option.twice", f"{name} stands in the query and the form.", "Give it once."
            )
        given.update(form.fields)
        strict = _truth("strict", given.pop("strict", "false"))
        encoding = _encoding(given.pop("encoding", ""))
        taken = take(self._services, req, form.files, given, strict=strict, encoding=encoding)
        answer(self._services, resp, taken, 0, PAGE_ROWS)
        resp.status = HTTP_201
        resp.set_header("Location", addresses.path_of(self._services.settings, taken.id))


class OneBatch:
    """Tells of a batch, and forgets it."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def on_get(self, req: Request, resp: Response, id: str) -> None:
        """Tell of the batch and a page of its rows."""
        query = arguments.from_query(req)
        offset = _whole("offset", query.pop("offset", "0"), 2**31)
        limit = _whole("limit", query.pop("limit", str(PAGE_ROWS)), MOST_PAGE_ROWS)
        _require_none(query)
        answer(self._services, resp, find(self._services, req, id), offset, limit)

    on_head = on_get

    def on_delete(self, req: Request, resp: Response, id: str) -> None:
        """Forget the batch."""
        found = find(self._services, req, id)
        batches.delete(self._services, callers.of(req), found.id)
        resp.status = HTTP_204


class Files:
    """Draws a batch while it is fetched."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._downloads = Downloads()

    def on_get_zip(self, req: Request, resp: Response, id: str) -> None:
        """Send a picture for every row that can be drawn, and the report."""
        _require_none(arguments.from_query(req))
        found = find(self._services, req, id)
        moment = datetime.fromtimestamp(found.created_at, UTC)
        rows = batches.rows(self._services, found)
        pieces = pictures.write(found.names, rows, moment, pause=threads.breather())
        begin(self._services, found)
        self._downloads.send(req, resp, pieces, "barcodes.zip", "application/zip")

    on_head_zip = on_get_zip

    def on_get_report(self, req: Request, resp: Response, id: str) -> None:
        """Send the report of every row as CSV."""
        _require_none(arguments.from_query(req))
        found = find(self._services, req, id)
        pieces = report.write(found.names, batches.rows(self._services, found), threads.breather())
        begin(self._services, found)
        self._downloads.send(req, resp, pieces, "report.csv", "text/csv; charset=utf-8")

    on_head_report = on_get_report

    def on_get_pdf(self, req: Request, resp: Response, id: str) -> None:
        """Send sheets of labels."""
        chosen = choices.parse(arguments.from_query(req))
        found = find(self._services, req, id)
        made = Labels(chosen, _label_columns(found))
        rows = batches.rows(self._services, found)
        pieces = made.pdf(found.names, rows, threads.breather())
        begin(self._services, found)
        self._downloads.send(req, resp, pieces, "labels.pdf", "application/pdf")

    on_head_pdf = on_get_pdf

    def on_get_zpl(self, req: Request, resp: Response, id: str) -> None:
        """Send labels to a label printer."""
        query = arguments.from_query(req)
        dpi = _resolution(query.pop("dpi", str(ZPL_DPI)))
        chosen = choices.parse({"template": "roll", **query})
        found = find(self._services, req, id)
        made = Labels(chosen, _label_columns(found))
        rows = batches.rows(self._services, found)
        pieces = made.zpl(found.names, rows, dpi, threads.breather())
        begin(self._services, found)
        self._downloads.send(req, resp, pieces, "labels.zpl", "application/zpl")

    on_head_zpl = on_get_zpl


def take(
    services: Services,
    req: Request,
    files: list[uploads.Upload],
    defaults: dict[str, object],
    *,
    strict: bool = False,
    encoding: str = "",
    tolerant: bool = False,
) -> Batch:
    """Take *files* in on the account of *req*.

    Raises:
        ProblemError: 413 for too many files, 429 for too many batches.
    """
    if len(files) > MOST_FILES:
        raise ProblemError(
            413,
            "batch.too_many_files",
            "Too many files",
            Problem(
                "body",
                "batch.too_many_files",
                f"The form holds {len(files)} files.",
                f"Send at most {MOST_FILES} at a time.",
            ),
        )
    sources = [Source(file.name, file.media_type, file.content) for file in files]
    try:
        return batches.take(
            limits.account_of(req),
            sources,
            defaults,
            strict=strict,
            encoding=encoding,
            tolerant=tolerant,
            pause=threads.breather(),
        )
    except TooManyBatches as error:
        raise _wait(error) from error


def find(services: Services, req: Request, id: str) -> Batch:
    """Return the batch *id*.

    Raises:
        ProblemError: 404 where there is none for the caller.
    """
    try:
        return batches.find(services, callers.of(req), id)
    except NoSuchBatch as error:
        raise ProblemError(
            404,
            "batch.unknown",
            "Not found",
            Problem(
                "id",
                "batch.unknown",
                "There is no batch with this id; its time may be over.",
                "Send the table again.",
            ),
        ) from error


def begin(services: Services, found: Batch) -> None:
    """Note that *found* is downloaded.

    Raises:
        ProblemError: 429 where it was, too often in a short time.
    """
    try:
        batches.begin_download(services, found)
    except TooManyBatches as error:
        raise _wait(error) from error


def answer(services: Services, resp: Response, found: Batch, offset: int, limit: int) -> None:
    """Answer with *found* and *limit* of its rows, behind the first *offset*."""
    page: list[RowReport] = []
    for row in batches.rows(services, found, offset):
        if len(page) == limit:
            break
        page.append(_told(found, row))
    told = BatchReport(
        id=found.id,
        created_at=_time(found.created_at),
        expires_at=_time(found.expires_at),
        count=found.valid + found.invalid,
        valid=found.valid,
        invalid=found.invalid,
        files=found.files,
        rows=tuple(page),
        links=links(services, found, offset + len(page)),
    )
    resp.content_type = "application/json"
    resp.set_header("Cache-Control", "no-store")
    resp.data = msgspec.json.encode(told)


def links(services: Services, found: Batch, seen: int) -> dict[str, str]:
    """Return where the batch, its files and the rows behind the first *seen* are."""
    every = addresses.links(services.settings, found)
    if seen < found.valid + found.invalid:
        every["next"] = f"{every['self']}?offset={seen}"
    return every


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


def _told(found: Batch, row: Row) -> RowReport:
    return RowReport(
        file=found.files[row.file].name,
        row=row.number,
        status="ok" if row.asked else "failed",
        data=row.data,
        format=row.format,
        filename=row.filename,
        cells=row.cells,
        problems=row.problems,
        notes=row.notes,
    )


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")


def _wait(error: TooManyBatches) -> ProblemError:
    wait = str(error.retry_after_seconds)
    problem = Problem("batches", "limit.batches", str(error), f"Wait {wait} s.")
    return ProblemError(429, "limit.batches", "Too many requests", problem, Retry_After=wait)


def _truth(name: str, given: object) -> bool:
    word = given.casefold() if isinstance(given, str) else ""
    if word not in (*_YES, *_NO):
        raise bad_request(
            name, "option.bad_value", f"{name} is true or false.", "Give true or false, once."
        )
    return word in _YES


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


def _require_none(query: dict[str, object]) -> None:
    for name in query:
        raise bad_request(
            name[:40], "option.unknown", f"Nothing here is called {name[:40]!r}.", "Leave it out."
        )


_BINARY = {"type": "string", "format": "binary"}
_ID = Parameter("id", {"type": "string"}, "path", "What POST batches answered with.")
_TAG = "Batches"
_REPORT = {"application/json": BatchReport}
_CHOICES = tuple(
    Parameter(name, schema, description=schema["description"])
    for name, schema in choices.schema()["properties"].items()
)
_OF_ROLLS = ("label_width", "label_height", "title", "lines")
_SCHEMAS = options.schema()["properties"]

ROUTES = (
    Route(
        "batches",
        Batches,
        operations={
            "POST": Operation(
                "Take in tables of barcodes",
                tag=_TAG,
                description="CSV, XLSX, TXT (a datum a line) or JSON, as the body or as up to "
                f"{MOST_FILES} files of a multipart form. Columns are called as options are; "
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
                            "files": {"type": "array", "items": _BINARY, "maxItems": MOST_FILES}
                        },
                        "required": ["files"],
                    },
                },
                answers={201: Answer("What was taken in.", _REPORT, {"Location": "The batch."})},
                errors=(400, 413, 422, 429, 503),
            )
        },
    ),
    Route(
        "batches/{id}",
        OneBatch,
        operations={
            "GET": Operation(
                "Tell of a batch",
                tag=_TAG,
                parameters=(
                    _ID,
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
                errors=(400, 404, 503),
            ),
            "DELETE": Operation(
                "Forget a batch",
                tag=_TAG,
                parameters=(_ID,),
                answers={204: Answer("It is forgotten.")},
                errors=(404, 503),
            ),
        },
    ),
    Route(
        "batches/{id}/barcodes.zip",
        Files,
        "zip",
        operations={
            "GET": Operation(
                "Fetch the pictures of a batch",
                tag=_TAG,
                description="Drawn while they are sent, with `report.csv` as the last file.",
                parameters=(_ID,),
                answers={200: Answer("A ZIP file.", {"application/zip": _BINARY}, HEADERS)},
                errors=(404, 429, 503),
            )
        },
    ),
    Route(
        "batches/{id}/report.csv",
        Files,
        "report",
        operations={
            "GET": Operation(
                "Fetch the report of a batch",
                tag=_TAG,
                parameters=(_ID,),
                answers={
                    200: Answer("A row for every row.", {"text/csv": {"type": "string"}}, HEADERS)
                },
                errors=(404, 429, 503),
            )
        },
    ),
    Route(
        "batches/{id}/labels.pdf",
        Files,
        "pdf",
        operations={
            "GET": Operation(
                "Fetch a batch as sheets of labels",
                tag=_TAG,
                description="Bars and texts are outlines, true to 0.1 mm: print at 100 %. A "
                "barcode is as large as fits its label; `width`, `height` and `scale` of a row "
                "are for pictures. A label that can't hold its barcode says so in words.",
                parameters=(_ID, *_CHOICES),
                answers={200: Answer("A PDF file.", {"application/pdf": _BINARY}, HEADERS)},
                errors=(400, 404, 429, 503),
            )
        },
    ),
    Route(
        "batches/{id}/labels.zpl",
        Files,
        "zpl",
        operations={
            "GET": Operation(
                "Fetch a batch as labels for a Zebra printer",
                tag=_TAG,
                parameters=(
                    _ID,
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
