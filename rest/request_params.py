"""Returns a request's options from its query string and body, and checks simple fields."""

from collections.abc import Mapping
from typing import TypeGuard
from urllib.parse import unquote_plus, unquote_to_bytes

from falcon import Request

from common.barcode.model.errors import Problem
from common.barcode.model.options import Repeated, parse_bool
from common.operations.users import InvalidInput
from common.services.accounts.url_signatures import FIELD
from rest import authentication, request_body
from rest.errors import ProblemError, bad_request
from rest.json_response import JSON

_FORM = "application/x-www-form-urlencoded"
_MAX_FIELDS = 100
_KINDS = {str: "text", bool: "true or false", int: "a whole number"}


def from_query(req: Request) -> dict[str, object]:
    """Return the query's options: text, or `Repeated` for one that is given more than once.

    Raises:
        ProblemError: 400 if the query string is not percent-encoded UTF-8.
    """
    # WSGI passes bytes as Latin-1 (PEP 3333).
    values = _parse_form(req.query_string.encode("latin-1"), "query string")
    # It was checked with the credentials, and is no option.
    if authentication.signed_url_of(req) is not None:
        del values[FIELD]
    return values


def notices(req: Request) -> tuple[Problem, ...]:
    """Return a notice if ``data`` in the query string has a + that was not percent-encoded.

    In a query string it means a space (WHATWG URL, 5.1), but telephone numbers and HIBC data that
    are pasted into an address begin with a plus sign.
    """
    if "+" not in req.query_string:
        return ()
    pairs = (field.partition("=") for field in req.query_string.split("&"))
    raw = next((value for name, _, value in pairs if name == "data" and "+" in value), "")
    if not raw:
        return ()
    # WSGI passes bytes as Latin-1 (PEP 3333); what is no UTF-8 was refused before.
    meant = unquote_to_bytes(raw.encode("latin-1")).decode(errors="replace")
    return (
        Problem(
            "data",
            "data.plus_is_space",
            "A + in a query string is a space, and data has one.",
            "Write %2B for a plus sign, and %20 for a space.",
            meant,
        ),
    )


def given(req: Request) -> tuple[dict[str, object], bool]:
    """Return a POST's options, from its body or, if that is empty, from its query string.

    Returns:
        The options, and True if each of them is text.

    Raises:
        ProblemError: 400 if they are malformed, 413 too large, 415 neither JSON nor a form; 400
            also if the query string repeats an option of the body or accompanies a JSON body.
    """
    query = from_query(req)
    # The query is read first: an error in it needs no body.
    content = request_body.read(req)
    if not content:
        return query, True
    body, strings = _parse_body(req.content_type or JSON, content)
    if query and not strings:
        raise bad_request(
            next(iter(query)),
            "option.misplaced",
            "Options of a request with a JSON body belong in the body, not in the query string.",
            "Move the query string's options into the body.",
        )
    return merge(query, body), strings


def _parse_body(content_type: str, content: bytes) -> tuple[dict[str, object], bool]:
    """Return the members of a JSON object or the fields of a form.

    Returns:
        The values by name, and True if each of them is text, as in a form.

    Raises:
        ProblemError: 400 if *content* is malformed, 415 if it is neither JSON nor a form.
    """
    # A charset says nothing new: JSON is UTF-8, and so is a form here.
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type == _FORM:
        return _parse_form(content, "form"), True
    if media_type == JSON or media_type.endswith("+json"):
        return request_body.parse_json(content), False
    raise ProblemError(
        415,
        "body.media_type",
        "Unsupported media type",
        Problem(
            "Content-Type",
            "body.media_type",
            f"A body of type {media_type[:60]!r} is not supported here.",
            f"Send {JSON}.",
        ),
    )


def _parse_form(text: bytes, source: str) -> dict[str, object]:
    """Return the fields of a form or a query string, which error texts call *source*.

    Returns:
        Text by name, or `Repeated` for a field that is given more than once.

    Raises:
        ProblemError: 400 if *text* is not percent-encoded UTF-8 or has too many fields.
    """
    if text.count(b"&") >= _MAX_FIELDS:
        raise bad_request(
            source,
            "query.too_many",
            f"The {source} has more than {_MAX_FIELDS} fields.",
            "A barcode has fewer options: send each once.",
        )
    # Repeated values are kept: the check of the options names the option, which is better than
    # choosing one.
    values: dict[str, object] = {}
    try:
        # "&" alone: a semicolon is data of many barcodes, such as Wi-Fi ones (WHATWG URL, 5.1).
        for field in filter(None, text.decode("utf-8").split("&")):
            name, _, value = field.partition("=")
            # Most fields have nothing to decode.
            if "%" in field or "+" in field:
                name, value = (unquote_plus(part, errors="strict") for part in (name, value))
            before = values.get(name)
            if before is None:
                values[name] = value
            elif isinstance(before, Repeated):
                before.append(value)
            else:
                values[name] = Repeated([str(before), value])
    except UnicodeDecodeError as error:
        raise bad_request(
            source,
            "query.not_utf8",
            f"The {source} is not percent-encoded UTF-8.",
            "Encode it with a function of your language, such as encodeURIComponent.",
        ) from error
    return values


def boolean(name: str, value: object) -> bool:
    """Return the truth value that *value* writes.

    Raises:
        ProblemError: 400 if it is none.
    """
    if isinstance(value, bool):
        return value
    if isinstance(value, Repeated):
        raise bad_request(
            name, "option.repeated", f"{name} is given more than once.", "Give it once."
        )
    try:
        return parse_bool(value if isinstance(value, str) else "")
    except ValueError:
        raise bad_request(
            name, "option.bad_value", f"{name} must be true or false.", "Give true or false."
        ) from None


def secret(req: Request) -> dict[str, object]:
    """Return a request's options from its body only: logs and histories keep URLs.

    Raises:
        ProblemError: as for `given`; 400 also if the query string has an option.
    """
    # Any option: one that is a secret might be mistyped, and would be in the log.
    for name in from_query(req):
        raise bad_request(
            name[:40],
            "option.misplaced",
            "This request has secrets, which URLs must not contain: logs and histories keep URLs.",
            "Send every option in the body, as JSON or as a form. Change a password that was sent.",
        )
    return given(req)[0]


def merge(query: Mapping[str, object], body: Mapping[str, object]) -> dict[str, object]:
    """Return the options of a query string and of a body in one mapping.

    Raises:
        ProblemError: 400 if both have an option: neither takes precedence.
    """
    for name in query:
        if name in body:
            raise bad_request(
                name[:40],
                "option.twice",
                f"The option {name[:40]!r} is in the query string and in the body.",
                "Give it once.",
            )
    return {**query, **body}


def require_none(req: Request) -> None:
    """Refuse any query string, on a path without options.

    Raises:
        ProblemError: 400 naming the first option.
    """
    require_no(from_query(req))


def require_no(query: Mapping[str, object]) -> None:
    """Refuse the options that remain in *query* after the known ones are removed.

    Raises:
        ProblemError: 400 naming the first of them.
    """
    # An error text quotes at most 40 characters of a client.
    for name in query:
        raise bad_request(
            name[:40], "option.unknown", f"There is no option {name[:40]!r} here.", "Omit it."
        )


def fields(
    values: Mapping[str, object],
    *,
    texts: tuple[str, ...] = (),
    switches: tuple[str, ...] = (),
    numbers: tuple[str, ...] = (),
    required: tuple[str, ...] = (),
) -> dict[str, object]:
    """Return the fields of *values* that are not null, after checking each.

    Args:
        values: the members of a small JSON object, form or query string.
        texts: names of the fields that hold text.
        switches: names of the fields that are true or false.
        numbers: names of the fields that are whole numbers of up to 9 digits, also as text.
        required: the names among them that must be present.

    Raises:
        InvalidInput: a field is unknown, missing or of another type; it names each one.
    """
    kinds: dict[str, type] = (
        dict.fromkeys(texts, str) | dict.fromkeys(switches, bool) | dict.fromkeys(numbers, int)
    )
    values = {
        # A form has text only, so that digits count as a number there.
        name: int(value) if name in numbers and _is_number(value) else value
        for name, value in values.items()
    }
    problems = [
        problem for name, value in values.items() if (problem := _problem(name, value, kinds))
    ]
    problems += [
        Problem(name, "field.missing", f"The field {name!r} is missing.", f"Give {name!r}.")
        for name in required
        if values.get(name) is None
    ]
    if problems:
        raise InvalidInput(*problems)
    return {name: value for name, value in values.items() if value is not None}


def _problem(name: str, value: object, kinds: Mapping[str, type]) -> Problem | None:
    if name not in kinds:
        message, fix = f"There is no field {name[:40]!r} here.", f"Give {', '.join(kinds)}."
        return Problem(name[:40], "field.unknown", message, fix)
    if isinstance(value, Repeated):
        message = f"The field {name!r} is given {len(value)} times."
        return Problem(name, "option.repeated", message, "Give it once.")
    # In Python True is an int.
    is_switch = isinstance(value, bool) and kinds[name] is not bool
    if value is None or (isinstance(value, kinds[name]) and not is_switch):
        return None
    wanted = _KINDS[kinds[name]]
    return Problem(name, "field.bad_kind", f"{name!r} must be {wanted}.", f"Give {wanted}.")


def _is_number(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 9


def row_id(raw: str, name: str) -> int:
    """Return the number of a user or key that *raw*, the field *name*, writes.

    Raises:
        InvalidInput: *raw* is not such a number.
    """
    # Nine digits fit the store's integers.
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 9):
        message = f"{raw[:40]!r} is not an id."
        fix = "Give an id from an answer of this server, a whole number of 1 to 9 digits."
        raise InvalidInput(Problem(name, "field.bad_id", message, fix))
    return int(raw)
