"""Explanations whose problems are what a build of the same fields would refuse.

Knows no standard.
"""

from collections.abc import Mapping, Sequence

from common.barcode.model.errors import DataError, Problem
from common.content import catalogue
from common.content.content_type import Explanation


def checked(
    id: str, fields: Mapping[str, str | list[str]], problems: Sequence[Problem] = ()
) -> Explanation:
    """Return *fields* as the explanation of a payload, with all that is wrong in them.

    Args:
        id: the content type.
        fields: what the payload holds, by name of field; empty values are left out.
        problems: what is wrong with the form of the payload.
    """
    # Built again from its fields: the checks of writing are those of reading.
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
    # A reader and the checks may report the same problem.
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
