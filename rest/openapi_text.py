"""Texts of the OpenAPI document for all operations: chapters, errors and headers.

The examples are answers to the requests in tests/rest/test_openapi.py.
"""

from typing import Any

from common.barcode.model.errors import Problem
from rest.problems import ProblemDocument

Header = dict[str, Any]

DESCRIPTION = """\
Draws, checks and reads barcodes. The server reads each drawing back before it sends it, with
`X-Barcode-Verified: true`; a symbol that no decoder supports as it is drawn has `unsupported`.
An account is optional; callers with one have a larger quota.

**Credentials**: `X-API-Key` or `Authorization: Bearer`, each with an API key or a token from
`POST token`. The operator sends `master-key`.

**Web pages** of other origins may embed pictures. Anything but a GET is refused with 403 unless
`CORS_ORIGINS` lists the origin.

**Limits**: each caller has a quota of barcodes a day, which ends at midnight UTC, and a burst of
requests a second. A barcode that is drawn or read costs one of the quota; errors, 304, lists and
checks cost burst only. `RateLimit` and `X-Rate-Limit-Remaining` report the remaining quota; beyond
it the answer is 429 with `Retry-After`.

**Errors** are `application/problem+json` (RFC 9457) with a stable `code`; `errors[]` names each
field, its problem and a fix. A request line may have 8,190 bytes, and a request 64 header fields of
8,190 bytes each; the answer to larger requests is 414 or 431.
"""

TAGS = {
    "Barcodes": "Draw, check and read single barcodes.",
    "Batches": "Many barcodes from a table, as pictures or labels.",
    "Labels": "Labels by a template, for sheets and label printers.",
    "Symbologies": "The supported symbologies, their rules and options.",
    "Accounts": "Tokens, API keys and your own usage.",
    "MCP": "The Model Context Protocol, for AI assistants.",
    "Service": "Health, metrics and this document.",
    "Operator": "Operations that need the master key.",
}

PROBLEMS = {
    400: "Malformed, or an option is unknown or does not apply; `errors[]` names each.",
    401: "The credentials are missing or invalid.",
    403: "The credentials do not allow this.",
    404: "There is no resource with this name.",
    405: "The path does not support the method; the Allow header lists those it supports.",
    406: "The Accept header excludes every media type of this resource.",
    409: "The name is already in use.",
    413: "The body is too large.",
    414: "The URL is longer than 8,190 bytes; use POST for longer data, if the path supports it.",
    415: "The media type or the content coding of the body is not supported.",
    422: "The symbology can't encode the data, or the canvas is too small; `errors[]` has a fix.",
    426: "This path accepts WebSockets only.",
    429: "The burst or the daily quota is used up; try again after the time in Retry-After.",
    431: "The header fields are too long.",
    503: "A part of the service is unavailable; try again after the time in Retry-After.",
}


_QUOTA_USED = "The quota of … barcodes a day is used up. Try again in … s, at midnight UTC, …"


def _example(status: int, title: str, *problems: Problem, detail: str = "") -> ProblemDocument:
    detail = detail or " ".join(str(problem) for problem in problems)
    return ProblemDocument("about:blank", title, status, detail, problems[0].code, list(problems))


EXAMPLES = {
    400: _example(
        400,
        "Option not usable",
        Problem(
            "colour",
            "option.unknown",
            "There is no option 'colour'.",
            "Here it is called foreground.",
            "foreground",
        ),
    ),
    406: _example(
        406,
        "Not acceptable",
        Problem(
            "Accept",
            "accept.nothing_fits",
            "The Accept header excludes every media type of this resource.",
            "Accept one of …",
        ),
    ),
    422: _example(
        422,
        "Data not encodable",
        Problem(
            "data",
            "ean13.bad_check_digit",
            "The check digit 0 is wrong: 400638133393 has check digit 1.",
            "Give 4006381333931, or leave the check digit out.",
            "4006381333931",
        ),
    ),
    429: _example(
        429,
        "Too many requests",
        Problem("day", "limit.quota", _QUOTA_USED, "Wait … s."),
        detail=_QUOTA_USED,
    ),
}

_TEXT: Header = {"type": "string"}
_COUNT: Header = {"type": "integer", "minimum": 0}
HEADERS: dict[str, Header] = {
    "X-Request-ID": {
        "description": "Identifies the request in the service's log; the client may send one.",
        "schema": _TEXT,
    },
    "RateLimit-Policy": {
        "description": "Your limits: q is the quota, w the seconds of its window.",
        "schema": _TEXT,
        "example": '"day";q=5000;w=86400, "burst";q=50;w=1',
    },
    "RateLimit": {
        "description": "The remaining quotas: r is the number, t the seconds until it is reset.",
        "schema": _TEXT,
        "example": '"day";r=4999;t=40000, "burst";r=49;t=1',
    },
    "X-Rate-Limit-Requests": {"description": "Barcodes a day.", "schema": _COUNT},
    "X-Rate-Limit-Remaining": {"description": "The remaining barcodes of today.", "schema": _COUNT},
    "X-Rate-Limit-Reset": {"description": "Seconds until midnight UTC.", "schema": _COUNT},
    "Retry-After": {"description": "Seconds to wait.", "schema": _COUNT},
    "WWW-Authenticate": {"description": "How to send credentials (RFC 6750).", "schema": _TEXT},
    "Upgrade": {"description": "The protocol to request.", "schema": _TEXT},
    "Allow": {"description": "The methods that the path supports.", "schema": _TEXT},
}
OF_ALL = ("X-Request-ID",)
# Headers of every answer below ROOT_PATH, if the limits are enforced.
OF_THE_API = (
    *("RateLimit-Policy", "RateLimit"),
    *("X-Rate-Limit-Requests", "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset"),
)
OF_PROBLEMS = {
    401: ("WWW-Authenticate",),
    405: ("Allow",),
    426: ("Upgrade",),
    429: ("Retry-After",),
    503: ("Retry-After",),
}
