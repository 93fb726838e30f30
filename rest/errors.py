"""Maps every error to an ``application/problem+json`` document (RFC 9457).

No other module does so. An unexpected error is logged here, once, and answered without detail.
"""

import logging
from collections.abc import Iterable
from http import HTTPStatus

import falcon
from falcon import HTTPError, Request, Response
from msgspec import Struct

from common.barcode.model.errors import (
    BarcodeError,
    CanvasError,
    DataError,
    OptionError,
    Problem,
    ReadBackError,
    UnknownFormat,
    UnknownSymbology,
    UnreadableImage,
)
from common.operations.auth_refusals import refusal_of
from common.operations.batches.lifecycle import BatchRefused
from common.operations.batches.storage import explain
from common.operations.quota import LimitReached, fix
from common.operations.users import InvalidInput, PropagationDelayed
from common.services.accounts.errors import AuthError
from common.services.errors import RETRY_SECONDS, ServiceError
from common.services.isolation.client import IsolationBusy, JobCancelled
from common.services.limits.limiter import Decision
from common.services.store.accounts import AccountError, UsernameTaken
from common.services.store.batches import BatchChanged, BatchStorageFull
from common.tables.errors import TableError, TableTooLarge
from rest import json_response
from rest.problems import PROBLEM_JSON, encode

# 400 for a request that is malformed whatever the data, 422 for one that is understood but can't be
# drawn (RFC 9110, 15.5.1 and 15.5.21).
STATUS_OF: dict[type[BarcodeError], int] = {
    UnknownSymbology: 400,
    UnknownFormat: 400,
    OptionError: 400,
    DataError: 422,
    CanvasError: 422,
    ReadBackError: 422,
    UnreadableImage: 422,
    TableError: 422,
    TableTooLarge: 413,
    BatchRefused: 422,
}

TITLE_OF: dict[type[BarcodeError], str] = {
    UnknownSymbology: "Unknown barcode format",
    UnknownFormat: "Unknown image format",
    OptionError: "Option not usable",
    DataError: "Data not encodable",
    CanvasError: "Canvas too small",
    ReadBackError: "Barcode not readable",
    UnreadableImage: "Picture not readable",
    TableError: "Table not readable",
    TableTooLarge: "Table too large",
    BatchRefused: "Batch refused",
}

NOT_AT_ONCE = "Done, but processes may accept the old credentials for up to a minute."

_log = logging.getLogger("thebarcodeapi.rest")


class ProblemError(HTTPError):
    """An error of the HTTP layer that names a field and its fix."""

    def __init__(
        self, status: int, code: str, title: str, *problems: Problem, **headers: str
    ) -> None:
        super().__init__(
            status,
            title=title,
            description=" ".join(str(problem) for problem in problems),
            # Keyword arguments have no dashes.
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )
        self.problem_code = code
        self.problems = problems


class NotAtOnceAnswer(Struct, frozen=True):
    """A change that other processes may apply up to a minute later."""

    message: str


def busy(field: str, message: str, fix: str) -> ProblemError:
    """Return a 503 with a single problem, after which a client may try again soon."""
    return ProblemError(
        503,
        "service.busy",
        "Service unavailable",
        Problem(field, "service.busy", message, fix),
        Retry_After=str(RETRY_SECONDS),
    )


def bad_request(field: str, code: str, message: str, fix: str) -> ProblemError:
    """Return a 400 with a single problem."""
    return ProblemError(400, code, "Bad request", Problem(field, code, message, fix))


def write_problem(
    resp: Response,
    status: int,
    title: str,
    detail: str,
    code: str,
    problems: Iterable[Problem] = (),
) -> None:
    """Make *resp* a problem document."""
    resp.status = falcon.code_to_http_status(status)
    resp.content_type = PROBLEM_JSON
    # A cached error would outlive its cause, such as an unavailable store.
    resp.set_header("Cache-Control", "no-store")
    resp.data = encode(status, title, detail, code, problems)


def answer_barcode_error(
    req: Request, resp: Response, error: BarcodeError, params: dict[str, object]
) -> None:
    """Answer a barcode that can't be drawn with its options."""
    write_problem(
        resp,
        STATUS_OF[type(error)],
        TITLE_OF[type(error)],
        str(error),
        error.problems[0].code,
        error.problems,
    )


def serialize_http_error(req: Request, resp: Response, error: HTTPError) -> None:
    """Answer an HTTPError, Falcon's own or a ProblemError."""
    status = error.status_code
    # Falcon's own errors get the phrase of their status as title and code, so that every answer has
    # both.
    phrase = HTTPStatus(status).phrase
    title = error.title if isinstance(error, ProblemError) and error.title else phrase
    code = getattr(error, "problem_code", "http." + phrase.lower().replace(" ", "_"))
    detail = error.description or _DETAIL.get(status, title + ".")
    write_problem(resp, status, title, detail, code, getattr(error, "problems", ()))


# Falcon's own errors have no text.
_DETAIL = {
    404: "There is no resource at this path. GET / leads to the documentation.",
    405: "This path does not support the method. The Allow header lists the methods it supports.",
}


def answer_crash(req: Request, resp: Response, error: Exception, params: dict[str, object]) -> None:
    """Log an unexpected error and answer without detail."""
    _log.error(
        # The template, since the path and the query string contain the caller's data.
        "%s %s failed",
        req.method,
        req.uri_template,
        exc_info=error,
        extra={"request_id": req.context.get("request_id")},
    )
    write_problem(
        resp,
        500,
        "Internal server error",
        "The server failed. Its log has the details under the request id.",
        "server.crash",
    )


def write_limit_reached(resp: Response, text: str, decision: Decision) -> None:
    """Answer a caller who has to wait."""
    # The names of the policies in RateLimit-Policy.
    field = "day" if decision.reason == "quota" else "burst"
    # The problem names the limit, since the fix of the two differs.
    code = f"limit.{decision.reason}"
    problem = Problem(field, code, text, fix(decision))
    write_problem(resp, 429, "Too many requests", text, code, [problem])
    resp.set_header("Retry-After", str(decision.retry_after_seconds))


def answer_limit_reached(
    req: Request, resp: Response, error: LimitReached, params: dict[str, object]
) -> None:
    """Answer a caller whose drawing exceeds a limit."""
    write_limit_reached(resp, str(error), error.decision)


def answer_unavailable(
    req: Request, resp: Response, error: ServiceError, params: dict[str, object]
) -> None:
    """Answer while a service that the request needs is unavailable."""
    # RFC 9110, 10.2.3: the client may repeat the request then.
    resp.set_header("Retry-After", str(RETRY_SECONDS))
    if isinstance(error, IsolationBusy):
        text = f"Too many files are waiting to be read. {error}"
        write_problem(resp, 503, "Service unavailable", text, "service.busy")
        return
    _log.error("%s %s: %s", req.method, req.uri_template, error)
    write_problem(
        resp,
        503,
        "Service unavailable",
        "A part of the service that this request needs does not answer.",
        "service.unavailable",
    )


def answer_cancelled(
    req: Request, resp: Response, error: JobCancelled, params: dict[str, object]
) -> None:
    """End a request whose client has gone; nobody receives the answer."""
    write_problem(
        resp, 400, "Bad request", "The client closed the connection.", "request.cancelled"
    )


def answer_storage_full(
    req: Request, resp: Response, error: BatchStorageFull, params: dict[str, object]
) -> None:
    """Answer a batch for which the store has no room."""
    problem = explain(error)
    status = {"batch.too_large": 413, "limit.batch_bytes": 429}.get(problem.code, 503)
    write_problem(resp, status, HTTPStatus(status).phrase, str(problem), problem.code, [problem])
    if error.retry_after_seconds:
        resp.set_header("Retry-After", str(error.retry_after_seconds))


def answer_batch_changed(
    req: Request, resp: Response, error: BatchChanged, params: dict[str, object]
) -> None:
    """Answer a request for rows that another one has replaced in the meantime."""
    message = "The batch was checked again or deleted while this request was running."
    problem = Problem("id", "batch.changed", message, "Request the batch again.")
    write_problem(resp, 409, "Conflict", str(problem), problem.code, [problem])


def answer_auth_error(
    req: Request, resp: Response, error: AuthError, params: dict[str, object]
) -> None:
    """Answer invalid or insufficient credentials."""
    refusal = refusal_of(error)
    write_problem(resp, refusal.status, refusal.title, refusal.detail, refusal.code)
    resp.set_headers(dict(refusal.headers))


def answer_invalid_input(
    req: Request, resp: Response, error: InvalidInput, params: dict[str, object]
) -> None:
    """Answer fields that are invalid."""
    code = error.problems[0].code
    write_problem(resp, 400, "Bad request", str(error), code, error.problems)


def answer_not_at_once(
    req: Request, resp: Response, error: PropagationDelayed, params: dict[str, object]
) -> None:
    """Answer a change that not every process has applied yet."""
    # Not an error: a client would repeat the change.
    resp.status = 202
    json_response.send(resp, NotAtOnceAnswer(str(error)))


def answer_account_error(
    req: Request, resp: Response, error: AccountError, params: dict[str, object]
) -> None:
    """Answer a change that an account does not allow."""
    if isinstance(error, UsernameTaken):
        fix = "Choose another name."
        problem = Problem("username", "user.name_taken", "The name is already in use.", fix)
        write_problem(resp, 409, "Name taken", str(problem), problem.code, [problem])
    else:
        # One text for both: a caller must not learn which ids exist.
        text = "There is no user, or no key of yours, with that id."
        write_problem(resp, 404, "Not found", text, "account.unknown")


def install(app: "falcon.App[Request, Response]") -> None:
    """Make *app* answer every error as a problem document."""
    # Falcon chooses the handler of the most specific class.
    app.set_error_serializer(serialize_http_error)
    app.add_error_handler(Exception, answer_crash)
    app.add_error_handler(BarcodeError, answer_barcode_error)
    app.add_error_handler(LimitReached, answer_limit_reached)
    app.add_error_handler(ServiceError, answer_unavailable)
    app.add_error_handler(JobCancelled, answer_cancelled)
    app.add_error_handler(BatchStorageFull, answer_storage_full)
    app.add_error_handler(BatchChanged, answer_batch_changed)
    app.add_error_handler(AuthError, answer_auth_error)
    app.add_error_handler(InvalidInput, answer_invalid_input)
    app.add_error_handler(AccountError, answer_account_error)
    app.add_error_handler(PropagationDelayed, answer_not_at_once)
