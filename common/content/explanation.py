"""What every content type needs to explain a payload: its text, and the checks of its fields.

The checks of an explanation are those of a build: what ``build`` would refuse is a problem of the
payload. Knows no standard.
"""

from collections.abc import Mapping, Sequence

from msgspec import structs

from common.barcode.errors import DataError
from common.content import catalogue
from common.content.content_type import Explanation, Problem


def text_of(payload: bytes | str) -> str:
    """Return a payload as text: bytes are read as UTF-8, or as ISO 8859-1 if they are no UTF-8."""
    if isinstance(payload, str):
        return payload
    try:
        return payload.decode()
    except UnicodeDecodeError:
        return payload.decode("latin-1")


def checked(
    id: str, fields: Mapping[str, str | list[str]], problems: Sequence[Problem] = ()
) -> Explanation:
    """Return *fields* as the explanation of a payload, with all that is wrong in them.

    Args:
        id: the content type.
        fields: what the payload holds, by name of field; empty values are left out.
        problems: what is wrong with the form of the payload.
    """
    found = {name: value for name, value in fields.items() if value not in ("", [])}
    problems = [*problems]
    try:
        catalogue.build(id, found)
    except DataError as refused:
        problems += [
            Problem(
                one.field.removeprefix("content").removeprefix("."),
                one.code,
                one.message,
                one.fix,
                one.suggestion,
            )
            for one in refused.problems
        ]
    return Explanation(id, found, tuple(dict.fromkeys(problems)))


def refused(id: str, field: str, reason: str, message: str, fix: str, right: str = "") -> DataError:
    """Return the error of one field of the content type *id*.

    Args:
        id: the content type.
        field: the name of the field.
        reason: the last part of the code ``content.<id>.<reason>``.
        message: what is wrong, one sentence.
        fix: what works, one sentence.
        right: the value that works in the field, if there is exactly one.
    """
    return DataError.of(f"content.{field}", f"content.{id}.{reason}", message, fix, right)


def malformed(id: str, field: str, message: str, fix: str, reason: str = "malformed") -> Problem:
    """Return a problem of a payload of the content type *id*."""
    return Problem(field, f"content.{id}.{reason}", message, fix)


def renamed(problem: Problem, field: str) -> Problem:
    """Return *problem* as one of another field."""
    return structs.replace(problem, field=field)
