"""``bulk/generate_upload`` and ``bulk/job_status/{id}``: batches in the public API's words.

A job is a batch: it is done when its upload is answered, since pictures are drawn when fetched.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import quote, urlencode

import msgspec
from falcon import HTTP_202, Request, Response
from msgspec import Struct

from common.barcode.encode import symbology
from common.barcode.model.options import DrawOptions
from common.barcode.render import image_format
from common.operations.batches import lifecycle
from common.operations.batches.lifecycle import Batch, FileReport
from common.operations.batches.rows import Row
from common.services.container import Services
from rest import offload, request_params, uploads
from rest.batch_requests import TAG, find, send_status, take
from rest.routes import Answer, Operation, Parameter, Route

# What the public API draws where a file doesn't say.
DEFAULT_FORMAT = "code128"
_PIECE_ROWS = 100
Status = Literal["PENDING", "PROCESSING", "COMPLETED", "FAILED", "PARTIAL_SUCCESS"]


class FileProcessed(Struct, frozen=True):
    """One file of the upload."""

    filename: str
    content_type: str
    item_count: int
    status: Literal["COMPLETED", "FAILED", "PARTIAL_SUCCESS"]
    message: str


class Upload(Struct, frozen=True):
    """A job that was taken in."""

    job_id: str
    estimated_completion_time: str
    files_processed: tuple[FileProcessed, ...]


class Result(Struct, frozen=True):
    """What became of one row."""

    original_data: str
    output_filename: str | None
    status: Literal["Generated", "Failed"]
    error_message: str | None
    barcode_image_url: str | None


class Job(Struct, frozen=True):
    """What became of a job."""

    job_id: str
    status: Status
    progress_percentage: float
    results: tuple[Result, ...]
    error_message: str | None
    files: tuple[FileProcessed, ...]


class Uploads:
    """Takes jobs in."""

    charges = True

    def __init__(self, services: Services) -> None:
        self._services = services

    def on_post(self, req: Request, resp: Response) -> None:
        """Check the files of the form."""
        form = uploads.read_form(req, self._services.settings.max_body_bytes)
        given = request_params.merge(request_params.from_query(req), form.fields)
        taken = take(req, form.files, {"format": DEFAULT_FORMAT, **given}, tolerant=True)
        now = datetime.fromtimestamp(self._services.clock.now(), UTC)
        told = now.isoformat().replace("+00:00", "Z")
        upload = Upload(taken.id, told, tuple(_file(file) for file in taken.files))
        resp.status = HTTP_202
        resp.content_type = "application/json"
        resp.set_header("Cache-Control", "no-store")
        resp.data = msgspec.json.encode(upload)


class JobStatus:
    """Tells of jobs."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def on_get(self, req: Request, resp: Response, id: str) -> None:
        """Tell what became of every row."""
        request_params.require_none(req)
        found = find(self._services, req, id)
        batches_rows = lifecycle.rows(self._services, found)
        pieces = self._pieces(found, batches_rows, offload.yield_to_others())
        send_status(self._services, req, resp, found, pieces)

    on_head = on_get

    def _pieces(
        self, found: Batch, rows: Iterator[Row], pause: Callable[[], None]
    ) -> Iterator[bytes]:
        """Yield the job as JSON, its rows as they are read."""
        settings = self._services.settings
        base = f"{settings.server_url or ''}{settings.root_path}"
        hollow = Job(
            found.id, status_of(found), 100.0, (), _message(found), tuple(map(_file, found.files))
        )
        before, after = msgspec.json.encode(hollow).split(b'"results":[]', 1)
        waiting = [before, b'"results":[']
        for number, row in enumerate(rows):
            waiting += [b"," if number else b"", msgspec.json.encode(_result(row, base))]
            pause()
            if len(waiting) > 2 * _PIECE_ROWS:
                yield b"".join(waiting)
                waiting.clear()
        yield b"".join([*waiting, b"]", after])


def status_of(found: Batch) -> Status:
    """Return how the job went."""
    if not found.valid:
        return "FAILED"
    failed = found.invalid or any(file.problems for file in found.files)
    return "PARTIAL_SUCCESS" if failed else "COMPLETED"


def _file(file: FileReport) -> FileProcessed:
    count = file.valid + file.invalid
    if file.problems:
        message = " ".join(str(problem) for problem in file.problems)
    elif file.invalid:
        message = f"{file.invalid} of {count} rows can't be drawn."
    else:
        message = f"{count} rows can be drawn."
    told = " ".join([message, *file.notes])
    status: Literal["COMPLETED", "FAILED", "PARTIAL_SUCCESS"] = "COMPLETED"
    if file.problems or (count and not file.valid):
        status = "FAILED"
    elif file.invalid:
        status = "PARTIAL_SUCCESS"
    return FileProcessed(file.name, file.media_type, count, status, told)


def _message(found: Batch) -> str | None:
    wrong = [str(problem) for file in found.files for problem in file.problems]
    if found.invalid:
        wrong.append(f"{found.invalid} of {found.valid + found.invalid} rows can't be drawn.")
    return " ".join(wrong) or None


def _result(row: Row, base: str) -> Result:
    if row.options is None:
        wrong = " ".join(str(problem) for problem in row.problems)
        return Result(row.data, None, "Failed", wrong, None)
    url = f"{base}{picture_path(row.options)}"
    return Result(row.options.data, row.filename, "Generated", None, url)


def picture_path(asked: DrawOptions) -> str:
    """Return the path and query, below the API's root, of the picture that *asked* draws."""
    given = msgspec.to_builtins(asked)
    kind = symbology.find(given.pop("format")).id
    extension = image_format.find(given.pop("image_format", "PNG")).extension
    words = {
        name: str(value).lower() if isinstance(value, bool) else value
        for name, value in given.items()
    }
    return f"/barcodes/{kind}.{extension}?{urlencode(words, quote_via=quote)}"


_FILES = {"type": "array", "items": {"type": "string", "format": "binary"}}
_ID = Parameter("id", {"type": "string"}, "path", "The job's id.")

ROUTES = (
    Route(
        "bulk/generate_upload",
        Uploads,
        operations={
            "POST": Operation(
                "Take in tables of barcodes, as the public API does",
                tag=TAG,
                description=f"Where a file says no format it is {DEFAULT_FORMAT}. `POST batches` "
                "tells more.",
                body={
                    "multipart/form-data": {
                        "type": "object",
                        "properties": {"files": _FILES},
                        "required": ["files"],
                    }
                },
                answers={202: Answer("The job.", {"application/json": Upload})},
                errors=(400, 413, 415, 422, 429, 503),
            )
        },
    ),
    Route(
        "bulk/job_status/{id}",
        JobStatus,
        operations={
            "GET": Operation(
                "Tell of a job, as the public API does",
                tag=TAG,
                parameters=(_ID,),
                answers={200: Answer("The job.", {"application/json": Job})},
                errors=(404, 429, 503),
            )
        },
    ),
)
