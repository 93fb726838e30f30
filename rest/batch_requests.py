"""Shared by the batch resources: accept, find and send a batch."""

import re
from collections.abc import Callable, Iterator, Mapping

from falcon import Request, Response

from common.barcode.model.errors import Problem
from common.operations.batches import charging, label_choices, lifecycle, outputs, rate_bounds, urls
from common.operations.batches.files import AS_FOUND, Reading, Source
from common.operations.batches.lifecycle import MAX_FILES, Batch, NoSuchBatch
from common.operations.batches.rate_bounds import Bound, TooManyBatches
from common.services.container import Services
from common.tables import encodings
from common.tables.selection import TableChoice
from rest import authentication, disconnection, offload, request_params, uploads
from rest.errors import ProblemError, bad_request
from rest.routes import Parameter
from rest.streaming import DOWNLOADS

TAG = "Batches"
PLACE = ("sheet", "range")
_COLUMN = re.compile(r"columns\[.+\]", re.DOTALL)
ID = Parameter("id", {"type": "string"}, "path", "The id from the answer of POST batches.")


def accept(
    req: Request,
    files: list[uploads.UploadedFile],
    defaults: dict[str, object],
    *,
    strict: bool = False,
    reading: Reading = AS_FOUND,
    labels: Mapping[str, object] = {},
    tolerant: bool = False,
) -> Batch:
    """Check the rows of *files* and store them as a batch of the caller.

    Args:
        req: the request, whose quota pays for the rows.
        files: the tables.
        defaults: options for rows that don't set them.
        strict: refuse the whole batch if a row is invalid.
        reading: how to read the tables.
        labels: options of labels for the files of the batch.
        tolerant: report a file that can't be read instead of refusing the batch.

    Raises:
        ProblemError: 413 if there are too many files, 429 if the caller has too many batches.
    """
    if len(files) > MAX_FILES:
        raise ProblemError(
            413,
            "batch.too_many_files",
            "Too many files",
            Problem(
                "body",
                "batch.too_many_files",
                f"The form has {len(files)} files.",
                f"Send at most {MAX_FILES} at a time.",
            ),
        )
    sources = [Source(file.name, file.media_type, file.content) for file in files]
    offload.take_turn()
    try:
        return lifecycle.create(
            authentication.quota_of(req),
            sources,
            defaults,
            strict=strict,
            reading=reading,
            labels=labels,
            tolerant=tolerant,
            pause=disconnection.stopping(req, offload.yield_to_others()),
        )
    except TooManyBatches as error:
        raise wait(error) from error


def take_reading(given: dict[str, object]) -> Reading:
    """Remove from *given* the options that say how to read tables, and return them.

    Raises:
        ProblemError: 400 naming the first malformed one.
    """
    chosen = take_columns(given)
    encoding, place = take_encoding(given), take_choice(given)
    return Reading(encoding, place.header_row, chosen, place.sheet, place.range)


def take_choice(given: dict[str, object]) -> TableChoice:
    """Remove from *given* the options that say where a table is, and return them.

    Raises:
        ProblemError: 400 naming the first malformed one.
    """
    row = given.pop("header_row", None)
    number = None if row is None else whole("header_row", row, 100)
    sheet, cells = (text(name, given.pop(name, "")) for name in PLACE)
    return TableChoice(sheet, cells, number)


def take_labels(given: dict[str, object]) -> dict[str, object]:
    """Remove the options of labels from *given*, and return them."""
    return {name: given.pop(name) for name in label_choices.NAMES if name in given}


def take_columns(given: dict[str, object]) -> dict[str, str]:
    """Remove the options ``columns[…]`` from *given*, and return them.

    Raises:
        ProblemError: 400 naming the first one that is no text.
    """
    names = [name for name in given if _COLUMN.fullmatch(name)]
    return {name[len("columns[") : -1]: text(name, given.pop(name)) for name in names}


def take_encoding(given: dict[str, object]) -> str:
    """Remove the encoding from *given*, and return it, or an empty text.

    Raises:
        ProblemError: 400 if it is unknown.
    """
    encoding = text("encoding", given.pop("encoding", ""))
    if encoding and not encodings.find(encoding):
        examples = ", ".join(encodings.EXAMPLES)
        message = "The encoding is unknown, or not for text."
        raise bad_request("encoding", "option.bad_value", message, f"Give one such as {examples}.")
    return encoding


def whole(name: str, value: object, maximum: int) -> int:
    """Return the whole number that *value* writes, from 0 to *maximum*.

    Raises:
        ProblemError: 400 if it is none.
    """
    written = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    # The length is checked first, since int() of a very long text is slow.
    if not (written.isascii() and written.isdigit()) or len(written) > 10 or int(written) > maximum:
        raise bad_request(
            name,
            "option.bad_value",
            f"{name} must be a whole number.",
            f"Give one from 0 to {maximum:,}.",
        )
    return int(written)


def text(name: str, value: object) -> str:
    """Return *value*, which is one text.

    Raises:
        ProblemError: 400 if it is none.
    """
    if isinstance(value, str):
        return value
    message = f"{name[:60]} must be one text."
    raise bad_request(name[:60], "option.bad_value", message, "Give it once, as text.")


def options_of(req: Request) -> dict[str, object]:
    """Return the options of labels in the query or in the body of *req*.

    Raises:
        ProblemError: they are malformed.
    """
    if req.method != "POST":
        return request_params.from_query(req)
    given, _ = request_params.given(req)
    # In JSON, null is the same as an omitted option.
    return {name: value for name, value in given.items() if value is not None}


def find(services: Services, req: Request, id: str) -> Batch:
    """Return the batch *id*.

    Raises:
        ProblemError: 404 if the caller has no such batch.
    """
    try:
        return lifecycle.find(services, authentication.of(req), id)
    except NoSuchBatch as error:
        # Also for a batch of another caller: the answer must not reveal that its id exists.
        raise ProblemError(
            404,
            "batch.unknown",
            "Not found",
            Problem(
                "id",
                "batch.unknown",
                "There is no batch with this id; it may have expired.",
                "Send the table again.",
            ),
        ) from error


def find_for(
    services: Services, req: Request, id: str, suffix: str, chosen: Mapping[str, object]
) -> Batch:
    """Return the batch *id*, for a file of it with the options *chosen*.

    Raises:
        OptionError: an option is malformed, or does not apply to the file.
        ProblemError: 404 if the caller has no such batch.
    """
    caller = authentication.of(req).key
    try:
        batch = find(services, req, id)
    except ProblemError:
        # Malformed options are refused even if there is no such batch.
        outputs.check_labels(services, caller, suffix, chosen)
        raise
    outputs.check_labels(services, caller, suffix, chosen, batch)
    return batch


def send(
    services: Services,
    req: Request,
    resp: Response,
    batch: Batch,
    pieces: Iterator[bytes],
    name: str,
    media_type: str,
    extra: int = 0,
) -> None:
    """Answer with *pieces*, a file made of the batch.

    Args:
        services: the services.
        req: the request.
        resp: the answer to write.
        batch: the batch, whose downloads are bounded.
        pieces: the content.
        name: the file name to propose.
        media_type: the answer's Content-Type.
        extra: barcodes that the file has beyond one a row.

    Raises:
        ProblemError: 429 if the batch was downloaded too often in a short time, 503 if too many
            downloads are running.
    """
    # Only the first drawing costs quota, so the number of downloads of a batch is bounded.
    is_drawn = name != urls.REPORT
    begin = (
        charge_drawing(services, req, batch, extra)
        if is_drawn
        else _charge(services, rate_bounds.FETCHED, batch)
    )
    DOWNLOADS.send(req, resp, pieces, name, media_type, begin)


def send_status(
    services: Services, req: Request, resp: Response, batch: Batch, pieces: Iterator[bytes]
) -> None:
    """Answer with *pieces*, the status of the batch in JSON.

    Raises:
        ProblemError: 429 if the status was requested too often in a short time, 503 if too many
            downloads are running; the answer counts as one.
    """
    begin = _charge(services, rate_bounds.STATUSES, batch)
    DOWNLOADS.send(req, resp, pieces, "", "application/json", begin)


def charge_drawing(
    services: Services, req: Request, batch: Batch, extra: int = 0
) -> Callable[[], None]:
    """Return a function that charges a download of *batch*, and its rows if none did before."""
    count = _charge(services, rate_bounds.FETCHED, batch)
    quota = authentication.quota_of(req)

    # After the download has a place among the running ones: a refused download is not counted.
    def run() -> None:
        count()
        charging.charge_labels(quota, batch, extra)

    return run


def charge_page(services: Services, batch: Batch) -> None:
    """Count a page of the rows of *batch*.

    Raises:
        ProblemError: 429 if too many pages were read in a short time.
    """
    _charge(services, rate_bounds.PAGES, batch)()


def charge_preview(services: Services, batch: Batch) -> None:
    """Count a preview of *batch*.

    Raises:
        ProblemError: 429 if too many were made in a short time.
    """
    _charge(services, rate_bounds.PREVIEWS, batch)()


def charge_download(services: Services, req: Request, batch: Batch, extra: int = 0) -> None:
    """Count a file that is made of *batch* and not sent, and its rows if none was made before.

    Raises:
        ProblemError: 429 if too many were made in a short time.
        LimitReached: the caller has less left than the rows cost.
    """
    _charge(services, rate_bounds.FETCHED, batch)()
    charging.charge_labels(authentication.quota_of(req), batch, extra, requests=1)


def _charge(services: Services, bound: Bound, batch: Batch) -> Callable[[], None]:
    """Return a function that counts one use of *batch* for *bound*, or raises a 429."""

    def run() -> None:
        try:
            rate_bounds.record(services, bound, batch.id)
        except TooManyBatches as error:
            raise wait(error) from error

    return run


def wait(error: TooManyBatches) -> ProblemError:
    """Return the 429 of *error*."""
    wait = str(error.retry_after_seconds)
    problem = Problem("batches", "limit.batches", str(error), f"Wait {wait} s.")
    return ProblemError(429, "limit.batches", "Too many requests", problem, Retry_After=wait)
