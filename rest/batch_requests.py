"""What requests for batches share: taking one in, finding it, sending what is made of it."""

from collections.abc import Callable, Iterator

from falcon import Request, Response

from common.barcode.model.errors import Problem
from common.operations.batches import lifecycle, rate_bounds
from common.operations.batches.lifecycle import MAX_FILES, Batch, NoSuchBatch, Source
from common.operations.batches.rate_bounds import Bound, TooManyBatches
from common.services.container import Services
from rest import authentication, limits, offload, uploads
from rest.errors import ProblemError
from rest.routes import Parameter
from rest.streaming import DOWNLOADS

TAG = "Batches"
ID = Parameter("id", {"type": "string"}, "path", "What POST batches answered with.")


def take(
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
    if len(files) > MAX_FILES:
        raise ProblemError(
            413,
            "batch.too_many_files",
            "Too many files",
            Problem(
                "body",
                "batch.too_many_files",
                f"The form holds {len(files)} files.",
                f"Send at most {MAX_FILES} at a time.",
            ),
        )
    sources = [Source(file.name, file.media_type, file.content) for file in files]
    try:
        return lifecycle.create(
            limits.quota_of(req),
            sources,
            defaults,
            strict=strict,
            encoding=encoding,
            tolerant=tolerant,
            pause=offload.yield_to_others(),
        )
    except TooManyBatches as error:
        raise _wait(error) from error


def find(services: Services, req: Request, id: str) -> Batch:
    """Return the batch *id*.

    Raises:
        ProblemError: 404 where there is none for the caller.
    """
    try:
        return lifecycle.find(services, authentication.of(req), id)
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


def send(
    services: Services,
    req: Request,
    resp: Response,
    found: Batch,
    pieces: Iterator[bytes],
    name: str,
    media_type: str,
) -> None:
    """Answer with *pieces*, made of *found*, as a file called *name*.

    Raises:
        ProblemError: 429 where the batch was downloaded too often in a short time, 503 where too
            many downloads run.
    """
    begin = _beginning(services, rate_bounds.FETCHED, found)
    DOWNLOADS.send(req, resp, pieces, name, media_type, begin)


def send_status(
    services: Services, req: Request, resp: Response, found: Batch, pieces: Iterator[bytes]
) -> None:
    """Answer with *pieces*, which tell in JSON what became of *found*.

    Raises:
        ProblemError: 429 where it was asked too often in a short time, 503 where too many downloads
            run, of which this is one.
    """
    begin = _beginning(services, rate_bounds.STATUSES, found)
    DOWNLOADS.send(req, resp, pieces, "", "application/json", begin)


def begin_page(services: Services, found: Batch) -> None:
    """Note that a page of the rows of *found* is read.

    Raises:
        ProblemError: 429 where too many were, in a short time.
    """
    _beginning(services, rate_bounds.PAGES, found)()


def _beginning(services: Services, bound: Bound, found: Batch) -> Callable[[], None]:
    """Return what notes for *bound* that *found* is sent, and whose refusal is an answer."""

    def run() -> None:
        try:
            rate_bounds.record(services, bound, found.id)
        except TooManyBatches as error:
            raise _wait(error) from error

    return run


def _wait(error: TooManyBatches) -> ProblemError:
    wait = str(error.retry_after_seconds)
    problem = Problem("batches", "limit.batches", str(error), f"Wait {wait} s.")
    return ProblemError(429, "limit.batches", "Too many requests", problem, Retry_After=wait)
