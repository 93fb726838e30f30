"""The checks that follow from the declaration of fields, for requests and for payloads read."""

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from common.barcode.model.errors import Problem
from common.content.content_type import Field, Values

_MAX_SHOWN = 40  # Characters of a caller's text that a message repeats.
_MAX_PROBLEMS = 20  # Near names cost time, and a list can have many values.
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(,[0-9]{3})+")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def request_problems(id: str, fields: Sequence[Field], given: Values) -> list[Problem]:
    """Return what is wrong with a request for the content type *id*: names first, then values."""
    found = name_problems(id, fields, given)
    return [*found, *value_problems(id, fields, given)][:_MAX_PROBLEMS]


def name_problems(id: str, fields: Sequence[Field], names: Iterable[str]) -> list[Problem]:
    """Return which of *names* are no fields of the content type *id*."""
    return list(islice(_unknown(id, fields, names), _MAX_PROBLEMS))


def value_problems(id: str, fields: Sequence[Field], given: Values) -> list[Problem]:
    """Return which required fields of *given* are missing and which values are not allowed."""
    # Lazily: the checks end with the twentieth problem.
    found = chain(_missing(id, fields, given), _faults(id, fields, given))
    return list(islice(found, _MAX_PROBLEMS))


def _unknown(id: str, fields: Sequence[Field], names: Iterable[str]) -> Iterator[Problem]:
    known = [field.name for field in fields]
    for name in names:
        if name in known:
            continue
        shown = name[:_MAX_SHOWN]
        # The name is cut before it is compared: the time grows with its length.
        near = difflib.get_close_matches(shown, known, n=1)
        yield Problem(
            shown,
            f"content.{id}.unknown_field",
            f"{id} has no field {shown!r}.",
            f"Did you mean {near[0]}?" if near else f"Its fields are {', '.join(known)}.",
            *near[:1],
        )


def _missing(id: str, fields: Sequence[Field], given: Values) -> Iterator[Problem]:
    for field in fields:
        if field.required and field.name not in given:
            yield Problem(
                field.name,
                f"content.{id}.missing_field",
                f"{field.title} is required.",
                f"Give {field.name}, for example {field.example!r}.",
            )


def _faults(id: str, fields: Sequence[Field], given: Values) -> Iterator[Problem]:
    for field in fields:
        if field.name not in given:
            continue
        value = given[field.name]
        # Checked before the values: a list would be reported once for each of its values.
        if isinstance(value, list) and not field.repeated:
            yield _problem(id, field, "repeated", "takes one value.", "Give one text.")
            continue
        for text in value if isinstance(value, list) else [value]:
            yield from _value_faults(id, field, text)


def _value_faults(id: str, field: Field, value: str) -> Iterator[Problem]:
    if not value:
        yield _problem(id, field, "empty", "has an empty value.", "Leave empty values out.")
        return
    # Characters, not bytes: types whose standard counts bytes check that themselves.
    if field.max_length and len(value) > field.max_length:
        yield _problem(
            id,
            field,
            "too_long",
            f"has {len(value)} characters; {field.max_length} are allowed.",
            f"Shorten it to {field.max_length} characters.",
        )
    if _LONE_SURROGATE.search(value):
        yield _problem(
            id,
            field,
            "bad_character",
            "contains half of a surrogate pair.",
            "Give whole Unicode characters.",
        )
    elif field.choices and value not in field.choices:
        yield _choice_problem(id, field, value)
    elif field.pattern and not re.fullmatch(field.pattern, value):
        yield _problem(
            id,
            field,
            "malformed",
            f"does not take {value[:_MAX_SHOWN]!r}.",
            f"{field.description} An example is {field.example!r}.",
            _as_number(field.pattern, value),
        )


def _as_number(pattern: str, value: str) -> str:
    """Return *value* as many countries write it, with a comma, in the notation of *pattern*.

    It is empty if *pattern* does not take that either, or if the comma may separate thousands.
    """
    number = value.strip()
    if "," not in number or _THOUSANDS.fullmatch(number):
        return ""
    number = number.replace(",", ".")
    return number if re.fullmatch(pattern, number) else ""


def _choice_problem(id: str, field: Field, value: str) -> Problem:
    # Choices are exact; a difference in case is the usual mistake, and the suggestion.
    folded = {choice.casefold(): choice for choice in field.choices}
    near = difflib.get_close_matches(value[:_MAX_SHOWN].casefold(), list(folded), n=1)
    return _problem(
        id,
        field,
        "bad_choice",
        f"does not take {value[:_MAX_SHOWN]!r}.",
        f"Use one of {', '.join(field.choices)}.",
        *(folded[one] for one in near),
    )


def _problem(
    id: str, field: Field, reason: str, wrong: str, fix: str, suggestion: str = ""
) -> Problem:
    code = f"content.{id}.{reason}"
    return Problem(field.name, code, f"{field.title} {wrong}", fix, suggestion)
