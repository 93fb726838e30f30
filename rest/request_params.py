"""Reads a request's options from its query string and body, and nothing of what they mean."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from falcon import Request
from gunicorn.http.errors import ParseException

from common.barcode.model.errors import Problem
from common.barcode.model.options import Repeated, lone_surrogate
from common.tables import json_errors
from rest.errors import ProblemError, bad_request

# Of options: 20,000 characters of data fit however they are escaped. Files have MAX_BODY_BYTES.
MOST_BODY_BYTES = 1 << 20
_MOST_FIELDS = 100
# A JSON object holds the options of a barcode, or the fields of an account: some fifty at most.
_MAX_MEMBERS = 1_000
_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"


def from_query(req: Request) -> dict[str, object]:
    """Return the query's options: text, or `Repeated` where one is given more than once.

    Raises:
        ProblemError: 400 where it is not percent-encoded UTF-8.
    """
    return _parse_form(req.query_string.encode("latin-1"), "query string")


def require_none(req: Request) -> None:
    """Refuse a query string where there is nothing to choose.

    Raises:
        ProblemError: 400 naming the first of its options.
    """
    require_no(from_query(req))


def require_no(query: Mapping[str, object]) -> None:
    """Refuse what is left of *query* when all that means something is taken.

    Raises:
        ProblemError: 400 naming the first of its options.
    """
    for name in query:
        raise bad_request(
            name[:40], "option.unknown", f"Nothing here is called {name[:40]!r}.", "Leave it out."
        )


def read(req: Request, most_bytes: int = MOST_BODY_BYTES) -> bytes:
    """Return the whole body, whether its length was declared or it came in chunks.

    Raises:
        ProblemError: 413 where it is longer than *most_bytes*, 415 where it is in a coding, 400
            where it ended early.
    """
    declared = req.content_length
    if declared is not None and declared > most_bytes:
        raise _too_large(most_bytes)
    if declared is None and not req.env.get("wsgi.input_terminated"):
        return b""
    _require_plain(req)
    try:
        body: bytes = req.env["wsgi.input"].read(most_bytes + 1 if declared is None else declared)
    except (OSError, ParseException) as error:  # Gunicorn's words for a broken body
        raise bad_request(
            "body",
            "body.broken",
            "The body could not be read to its end.",
            "Send it whole, with Content-Length or in well-formed chunks.",
        ) from error
    if len(body) > most_bytes:
        raise _too_large(most_bytes)
    if declared is not None and len(body) < declared:
        raise bad_request(
            "Content-Length",
            "body.truncated",
            f"The body ended after {len(body)} of {declared} bytes.",
            "Send as many bytes as Content-Length says.",
        )
    return body


def _require_plain(req: Request) -> None:
    coding = (req.get_header("Content-Encoding") or "identity").strip().lower()
    if coding != "identity":
        # RFC 9110, 15.5.16: Accept-Encoding tells a wrong coding from a wrong type.
        raise ProblemError(
            415,
            "body.coding",
            "Unsupported media type",
            Problem(
                "Content-Encoding",
                "body.coding",
                f"A body in the coding {coding[:40]!r} is not unpacked here.",
                "Send it as it is, without Content-Encoding.",
            ),
            Accept_Encoding="identity",
        )


def _too_large(most_bytes: int) -> ProblemError:
    return ProblemError(
        413,
        "body.too_large",
        "Content too large",
        Problem(
            "body",
            "body.too_large",
            "The body is too large.",
            f"Send at most {most_bytes:,} bytes.",
        ),
    )


def _parse_json(body: bytes) -> dict[str, object]:
    try:
        document: Any = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_constant=json_errors.refuse_constant,
        )
    except (ValueError, RecursionError) as error:
        message = f"The body is not JSON: {json_errors.reason(error)}."
        raise bad_request("body", "body.not_json", message, 'Send {"data": "…", …}.') from error
    if not isinstance(document, dict):
        raise bad_request(
            "body",
            "body.not_object",
            "The body is JSON, but not an object.",
            'Send {"data": "…", "format": "code128"}.',
        )
    return document


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse what RFC 8259, 4 and 8.2 leave open: a name that stands twice, or is no text."""
    if len(pairs) > _MAX_MEMBERS:
        raise bad_request(
            "body",
            "body.too_many_names",
            f"An object in the body has more than {_MAX_MEMBERS:,} names.",
            "Send each option once.",
        )
    members = dict(pairs)
    for name in members:
        if lone_surrogate(name):
            shown = name[:40].encode(errors="replace").decode()
            raise bad_request(
                shown,
                "option.unknown",
                f"The name {shown!r} holds half of a surrogate pair, so that nothing is called so.",
                "Leave it out.",
            )
    if len(members) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        twice = next(name for name, count in counts.items() if count > 1)
        raise bad_request(
            twice[:40], "option.repeated", f"{twice[:40]!r} stands twice in it.", "Give it once."
        )
    return members


def _parse_form(text: bytes, where: str) -> dict[str, object]:
    try:
        pairs = parse_qsl(
            text.decode("utf-8"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
            separator="&",
        )
    except UnicodeDecodeError as error:
        raise bad_request(
            where,
            "query.not_utf8",
            f"The {where} is not percent-encoded UTF-8.",
            "Encode it with your language's own function, such as encodeURIComponent.",
        ) from error
    except ValueError as error:
        raise bad_request(
            where,
            "query.too_many",
            f"The {where} has more than {_MOST_FIELDS} fields.",
            "A barcode has no more options than that: send each once.",
        ) from error
    return _collect(pairs)


def _collect(pairs: list[tuple[str, str]]) -> dict[str, object]:
    values: dict[str, Repeated] = {}
    for name, value in pairs:
        values.setdefault(name, Repeated()).append(value)
    return {name: given[0] if len(given) == 1 else given for name, given in values.items()}


def given(req: Request) -> tuple[dict[str, object], bool]:
    """Return a POST's options, from its body or, where that is empty, its query string.

    Returns:
        The options, and True where each of them is text.

    Raises:
        ProblemError: 400 malformed, 413 too large, 415 neither JSON nor a form; 400 as well where
            an option stands in two places, or beside a JSON body, and would be ignored.
    """
    query = from_query(req)
    content = read(req)
    if not content:
        return query, True
    body, strings = _parse_body(req.content_type or _JSON, content)
    if query and not strings:
        raise bad_request(
            next(iter(query)),
            "option.misplaced",
            "A request with a JSON body takes its options there, not in the query string.",
            "Move the query string's options into the body.",
        )
    return merge(query, body), strings


def merge(query: Mapping[str, object], body: Mapping[str, object]) -> dict[str, object]:
    """Return the options of a query string and of a body as one.

    Raises:
        ProblemError: 400 where an option stands in both: neither place is more right.
    """
    for name in query:
        if name in body:
            raise bad_request(
                name[:40],
                "option.twice",
                f"The option {name[:40]!r} stands in the query string and in the body.",
                "Give it once.",
            )
    return {**query, **body}


def _parse_body(content_type: str, content: bytes) -> tuple[dict[str, object], bool]:
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type == _FORM:
        return _parse_form(content, "form"), True
    if media_type == _JSON or media_type.endswith("+json"):
        return _parse_json(content), False
    raise ProblemError(
        415,
        "body.media_type",
        "Unsupported media type",
        Problem(
            "Content-Type",
            "body.media_type",
            f"A body of type {media_type[:60]!r} is not taken here.",
            f"Send {_JSON}.",
        ),
    )
