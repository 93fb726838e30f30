"""``bulk/generate_upload`` and ``bulk/job_status/{id}``: batches in the public API's format.

A job is a batch. It is complete when the upload is answered, since pictures are drawn on download.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Literal

import msgspec
from falcon import HTTP_202, Request, Response
from msgspec import Struct

from common.operations.batches import lifecycle
from common.operations.batches.files import FileReport
from common.operations.batches.lifecycle import Batch
from common.operations.batches.rows import Row
from common.operations.service_url import picture_path
from common.services.container import Services
from rest import json_response, offload, request_params, uploads
from rest.batch_requests import TAG, accept, find, send_status, take_reading
from rest.routes import BINARY, Answer, Operation, Parameter, Route

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
    """A new job."""

    job_id: str
    estimated_completion_time: str
    files_processed: tuple[FileProcessed, ...]


class Result(Struct, frozen=True):
    """The result of one row."""

    original_data: str
    output_filename: str | None
    status: Literal["Generated", "Failed"]
    error_message: str | None
    barcode_image_url: str | None


class Job(Struct, frozen=True):
    """The result of a job."""

    job_id: str
    status: Status
    progress_percentage: float
    results: tuple[Result, ...]
    error_message: str | None
    files: tuple[FileProcessed, ...]


class UploadsResource:
    """Creates jobs."""

    charges = True

    def __init__(self, services: Services) -> None:
        self._services = services

    def on_post(self, req: Request, resp: Response) -> None:
        """Check the files of the form."""
        form = uploads.read_form(req, self._services.settings.max_body_bytes)
        given = request_params.merge(request_params.from_query(req), form.fields)
        reading = take_reading(given)
        batch = accept(
            req,
            form.files,
            given,
            reading=reading,
            # The job of this interface always exists, even if no file of it can be read.
            tolerant=True,
        )
        now = datetime.fromtimestamp(self._services.clock.now(), UTC)
        completed = now.isoformat().replace("+00:00", "Z")
        resp.status = HTTP_202
        json_response.send(resp, Upload(batch.id, completed, tuple(map(_file, batch.files))))


class JobResource:
    """Reports jobs."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def on_get(self, req: Request, resp: Response, id: str) -> None:
        """Report the result of every row."""
        request_params.require_none(req)
        batch = find(self._services, req, id)
        rows = lifecycle.rows(self._services, batch)
        pieces = self._pieces(batch, rows, offload.yield_to_others())
        send_status(self._services, req, resp, batch, pieces)

    on_head = on_get

    def _pieces(
        self, batch: Batch, rows: Iterator[Row], pause: Callable[[], None]
    ) -> Iterator[bytes]:
        """Yield the job as JSON; the rows are encoded while they are read."""
        settings = self._services.settings
        base = f"{settings.server_url or ''}{settings.root_path}"
        job = Job(
            batch.id, status_of(batch), 100.0, (), _message(batch), tuple(map(_file, batch.files))
        )
        # The encoder writes everything but the rows, which would be too large as one object.
        # Id, status and progress come before the results, so that the first match is the field
        # itself.
        before, after = msgspec.json.encode(job).split(b'"results":[]', 1)
        pending = [before, b'"results":[']
        for number, row in enumerate(rows):
            pending += [b"," if number else b"", msgspec.json.encode(_result(row, base))]
            pause()
            # Each row adds two items: its comma and its text.
            if len(pending) > 2 * _PIECE_ROWS:
                yield b"".join(pending)
                pending.clear()
        yield b"".join([*pending, b"]", after])


def status_of(batch: Batch) -> Status:
    """Return the status of the job that *batch* is."""
    if not batch.valid:
        return "FAILED"
    failed = batch.invalid or any(file.problems for file in batch.files)
    return "PARTIAL_SUCCESS" if failed else "COMPLETED"


def _file(file: FileReport) -> FileProcessed:
    count = file.valid + file.invalid
    if file.problems:
        message = " ".join(str(problem) for problem in file.problems)
    elif file.invalid:
        message = f"{file.invalid} of {count} rows can't be drawn."
    else:
        message = f"{count} rows can be drawn."
    # This interface has no field for it, and the symbology may not be the one expected.
    if file.mapping and file.mapping.format:
        message += f" {file.mapping.format.reason}"
    status: Literal["COMPLETED", "FAILED", "PARTIAL_SUCCESS"] = "COMPLETED"
    # An empty table has no row that failed.
    if file.problems or (count and not file.valid):
        status = "FAILED"
    elif file.invalid:
        status = "PARTIAL_SUCCESS"
    return FileProcessed(
        file.name, file.media_type, count, status, " ".join([message, *file.notes])
    )


def _message(batch: Batch) -> str | None:
    errors = [str(problem) for file in batch.files for problem in file.problems]
    if batch.invalid:
        errors.append(f"{batch.invalid} of {batch.valid + batch.invalid} rows can't be drawn.")
    return " ".join(errors) or None


def _result(row: Row, base: str) -> Result:
    if row.options is None:
        message = " ".join(str(problem) for problem in row.problems)
        return Result(row.data, None, "Failed", message, None)
    url = f"{base}{picture_path(row.options)}"
    # The data as it was sent; that of the row has the check digit.
    return Result(row.options.data, row.filename, "Generated", None, url)


_FILES = {"type": "array", "items": BINARY}
_ID = Parameter("id", {"type": "string"}, "path", "The job's id.")

ROUTES = (
    Route(
        "bulk/generate_upload",
        UploadsResource,
        operations={
            "POST": Operation(
                "Create a job from tables, as in the public API",
                tag=TAG,
                description="Rows without a format get that of their values, as in `POST batches`: "
                "EAN-13 for valid EANs, Code 128 for numbers of no standard.",
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
        JobResource,
        operations={
            "GET": Operation(
                "Report a job, as in the public API",
                tag=TAG,
                parameters=(_ID,),
                answers={200: Answer("The job.", {"application/json": Job})},
                errors=(404, 429, 503),
            )
        },
    ),
)
