"""What the OpenAPI document says of all operations alike: chapters, errors, headers.

The examples are what the server answers to the requests in tests/rest/test_openapi.py.
"""

from typing import Any

from common.barcode.model.errors import Problem
from rest.problems import ProblemDocument

Header = dict[str, Any]

DESCRIPTION = """\
Draws, checks and reads barcodes. Each drawing was read back before it is sent, and has
`X-Barcode-Verified: true`; what no decoder reads as it is drawn has `unsupported`.
Nobody needs an account; callers with one have a larger quota.

**Credentials**: `X-API-Key: KEY`, or `Authorization: Bearer TOKEN` with a token from `POST token`
or an API key. The operator sends `master-key`.

**Limits**: each caller has a quota of barcodes a day, which ends at midnight UTC, and a burst of
requests a second. A barcode that is drawn or read costs one of the quota; errors, 304, lists and
checks cost burst alone. What is left is told in `RateLimit` and `X-Rate-Limit-Remaining`; beyond
it the answer is 429 with `Retry-After`.

**Errors** are `application/problem+json` (RFC 9457) with a stable `code`; `errors[]` names each
field, what is wrong with it and what would work. A request line may have 8,190 bytes, a request
64 header fields of 8,190 bytes each; what exceeds that is answered 414 or 431.
"""

TAGS = {
    "Barcodes": "Draw, check and read single barcodes.",
    "Batches": "Many barcodes from a table, as pictures or labels.",
    "Symbologies": "What can be drawn, and each one's rules and options.",
    "Accounts": "Tokens, API keys and your own usage.",
    "MCP": "The Model Context Protocol, for assistants.",
    "Service": "Health, figures and this document.",
    "Operator": "For whoever holds the master key.",
}

PROBLEMS = {
    400: "Malformed, or an option that is unknown or does not apply; `errors[]` names each.",
    401: "No credentials, or none that are known.",
    403: "Credentials that do not open this.",
    404: "Nothing is here under that name.",
    405: "The path does not take that method; the Allow header names those it takes.",
    406: "Nothing that the Accept header names can be answered here.",
    409: "Another already has that name.",
    413: "The body is too large.",
    414: "The address is longer than 8,190 bytes; POST takes more, where there is one.",
    415: "The body is of a type, or in a coding, that is not taken here.",
    422: "Data the symbology can't carry, or a canvas too small; `errors[]` says what works.",
    426: "This path speaks WebSocket.",
    429: "The burst or the day's quota is used up; Retry-After says when to come again.",
    431: "The header fields are too long.",
    503: "A part of the service is away; Retry-After says when to come again.",
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
            "Nothing that the Accept header names can be answered here.",
            "These can: …",
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
        "description": "Names the request in the service's log; yours, where you sent one.",
        "schema": _TEXT,
    },
    "RateLimit-Policy": {
        "description": "Your limits: q is the quota, w the seconds of its window.",
        "schema": _TEXT,
        "example": '"day";q=5000;w=86400, "burst";q=50;w=1',
    },
    "RateLimit": {
        "description": "What is left of them: r of the quota, t seconds until it starts anew.",
        "schema": _TEXT,
        "example": '"day";r=4999;t=40000, "burst";r=49;t=1',
    },
    "X-Rate-Limit-Requests": {"description": "Barcodes a day.", "schema": _COUNT},
    "X-Rate-Limit-Remaining": {"description": "What is left of them today.", "schema": _COUNT},
    "X-Rate-Limit-Reset": {"description": "Seconds until midnight UTC.", "schema": _COUNT},
    "Retry-After": {"description": "Seconds to wait.", "schema": _COUNT},
    "WWW-Authenticate": {"description": "How to show credentials (RFC 6750).", "schema": _TEXT},
    "Upgrade": {"description": "The protocol to ask for.", "schema": _TEXT},
    "Allow": {"description": "The methods that the path takes.", "schema": _TEXT},
}
OF_ALL = ("X-Request-ID",)
# What an answer below ROOT_PATH tells of its caller's limits, where they are enforced.
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
