"""Problem documents for requests that the server refuses without the application.

Gunicorn answers such requests in HTML. A client that parses problem documents (RFC 9457) should not
have to parse HTML as well.
"""

from http import HTTPStatus

from gunicorn.http import errors
from msgspec import Struct

from common.barcode.model.errors import Problem
from common.services.errors import RETRY_SECONDS
from rest import host_field
from rest.problems import PROBLEM_JSON, encode


class Refusal(Struct, frozen=True):
    """A refused request.

    Attributes:
        status: HTTP status of the answer.
        problem: the cause and the fix.
        retry_after_seconds: when the request may be sent again; 0 if that would not help.
    """

    status: int
    problem: Problem
    retry_after_seconds: int = 0


TOO_LONG = Refusal(
    414,
    Problem(
        "query string",
        "request.line_too_long",
        "The request line is longer than 8,190 bytes.",
        "POST the options as a JSON object instead.",
    ),
)
HEADERS_TOO_LARGE = Refusal(
    431,
    Problem(
        "headers",
        "request.headers_too_large",
        "The request has too many header fields, or one that is too long.",
        "Send at most 64 fields of at most 8,190 bytes.",
    ),
)
UNKNOWN_CODING = Refusal(
    501,
    Problem(
        "Transfer-Encoding",
        "request.transfer_coding",
        "The transfer coding is not supported.",
        "Send the body with Content-Length, or chunked.",
    ),
)
EXPECTATION = Refusal(
    417,
    Problem(
        "Expect",
        "request.expectation",
        "The expectation can't be met.",
        "Send Expect: 100-continue, or omit the header.",
    ),
)
PROXY_NOT_TRUSTED = Refusal(
    403,
    Problem(
        "PROXY header",
        "request.proxy_not_trusted",
        "The connection begins with a PROXY header, and its peer is not a trusted proxy.",
        "Connect without the header, or have the operator add the proxy to TRUSTED_PROXIES.",
    ),
)
BAD_PROXY_HEADER = Refusal(
    400,
    Problem(
        "PROXY header",
        "request.bad_proxy_header",
        "The PROXY header is malformed, or its protocol is not TCP over IPv4 or IPv6.",
        "Have the proxy send version 2, which also describes connections of its own.",
    ),
)
MALFORMED = Refusal(
    400,
    Problem(
        "request",
        "request.malformed",
        "The request is not valid HTTP/1.1 (RFC 9112).",
        "Use an HTTP library to write it.",
    ),
)

NO_HOST = Refusal(
    400,
    Problem(
        "Host",
        "request.no_host",
        "The request has no Host header, which HTTP/1.1 requires (RFC 9112, 3.2).",
        "Send Host with the name and the port of the server, such as localhost:8000.",
    ),
)
BAD_HOST = Refusal(
    400,
    Problem(
        "Host",
        "request.bad_host",
        "The request has more than one Host header, or one that is no host (RFC 9112, 3.2).",
        "Send one Host with the name and the port of the server, such as localhost:8000.",
    ),
)

NOT_ASCII = Refusal(
    400,
    Problem(
        "request target",
        "request.not_ascii",
        "The path or the query string holds characters other than ASCII.",
        "Percent-encode them as UTF-8, such as %C3%A9 for é; encodeURIComponent in JavaScript and "
        "urllib.parse.quote in Python do so.",
    ),
)

TOOK_TOO_LONG = Refusal(
    503,
    Problem(
        "request",
        "service.busy",
        "The request took longer than a request may, because of its size or of a busy service.",
        "Send it again in a few seconds, or ask for less at a time.",
    ),
    retry_after_seconds=RETRY_SECONDS,
)

# Errors of the application or of the configuration, which the client can't mend.
_OURS = (
    errors.InvalidResponseHeader,
    errors.InvalidResponseHeaderName,
    errors.ConfigurationProblem,
)
# Classes before their base classes: the first match applies.
_BY_ERROR: tuple[tuple[type[Exception], Refusal], ...] = (
    (errors.LimitRequestLine, TOO_LONG),
    (errors.LimitRequestHeaders, HEADERS_TOO_LARGE),
    (errors.UnsupportedTransferCoding, UNKNOWN_CODING),
    (errors.ExpectationFailed, EXPECTATION),
    (errors.ForbiddenProxyRequest, PROXY_NOT_TRUSTED),
    (errors.InvalidProxyLine, BAD_PROXY_HEADER),
    (errors.InvalidProxyHeader, BAD_PROXY_HEADER),
    (host_field.NoHost, NO_HOST),
    (host_field.BadHost, BAD_HOST),
    (errors.ParseException, MALFORMED),
)


def of(error: BaseException) -> Refusal | None:
    """Return the answer to a client's *error*, or None if the client did not cause it."""
    if isinstance(error, _OURS):
        return None
    # RFC 9112, 3.2: a request target is a URI, whose characters are ASCII (RFC 3986, 2). Gunicorn
    # decodes the line as Latin-1.
    if isinstance(error, errors.InvalidRequestLine) and not str(error.req).isascii():
        return NOT_ASCII
    # Gunicorn refuses a second Host so.
    if isinstance(error, errors.InvalidHeader) and error.hdr == "HOST":
        return BAD_HOST
    return next((refusal for kind, refusal in _BY_ERROR if isinstance(error, kind)), None)


def write(refusal: Refusal) -> bytes:
    """Return the whole answer; the connection must be closed after it."""
    phrase = HTTPStatus(refusal.status).phrase
    problem = refusal.problem
    body = encode(refusal.status, phrase, str(problem), problem.code, [problem])
    # Written by hand: no application and no request object exist yet. The body may be unread, so
    # that the connection can't be reused.
    retry = refusal.retry_after_seconds
    wait = f"Retry-After: {retry}\r\n" if retry else ""
    head = (
        f"HTTP/1.1 {refusal.status} {phrase}\r\n"
        f"Content-Type: {PROBLEM_JSON}\r\n"
        f"Content-Length: {len(body)}\r\n{wait}"
        "Cache-Control: no-store\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode("ascii") + body
