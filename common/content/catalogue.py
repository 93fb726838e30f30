"""The catalogue of content types, and the checks that every type shares.

A type declares itself in ``common/content/types``; this module finds it by the constant
``CONTENT_TYPE`` and holds no list of its own.
"""

import difflib
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from common import discovery
from common.barcode.errors import DataError
from common.content import types
from common.content.content_type import (
    ContentType,
    Explanation,
    Field,
    Payload,
    Problem,
    Values,
    refuse,
)

_MAX_SHOWN = 40  # Characters of a caller's text that a message repeats.
_MAX_PROBLEMS = 20  # Near names cost time.
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@cache
def catalogue() -> dict[str, ContentType]:
    """Return every content type by id, in order of id."""
    declared = discovery.collect(types, "CONTENT_TYPE", ContentType)
    return dict(sorted(discovery.index(declared, by="id").items()))


def find(id: str) -> ContentType:
    """Return the content type called *id*; case, spaces and hyphens are ignored.

    Raises:
        DataError: ``content.unknown``; names the nearest content types.
    """
    folded = _fold(id[:_MAX_SHOWN])
    if found := catalogue().get(_names().get(folded, "")):
        return found
    close = difflib.get_close_matches(folded, list(_names()), n=6, cutoff=0.6)
    near = list(dict.fromkeys(_names()[name] for name in close))[:3]
    fix = f"Did you mean {' or '.join(near)}?" if near else f"Use one of {', '.join(catalogue())}."
    raise DataError.of(
        "content",
        "content.unknown",
        f"No content type is called {id[:_MAX_SHOWN]!r}.",
        fix,
        *near[:1],
    )


@cache
def _names() -> dict[str, str]:
    return {_fold(id): id for id in catalogue()}


def _fold(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def build(id: str, fields: Values) -> Payload:
    """Return the payload of *fields* in the content type *id*; empty values count as absent.

    Raises:
        DataError: the type or a field is unknown, a required one is missing, or a value breaks
            the standard. All problems of one kind are reported together.
    """
    kind = find(id)
    given = {name: value for name, value in fields.items() if value not in ("", [])}
    if problems := [*_unknown(kind, given), *_missing(kind, given), *_faults(kind, given)]:
        refuse(problems[:_MAX_PROBLEMS])
    return kind.build(_normalised(kind, given))


def _normalised(kind: ContentType, given: Values) -> Values:
    """Return *given* with every repeated field as a list: a query with one value has a text."""
    repeated = {field.name for field in kind.fields if field.repeated}
    return {
        name: [value] if name in repeated and isinstance(value, str) else value
        for name, value in given.items()
    }


def _unknown(kind: ContentType, given: Values) -> Iterator[Problem]:
    known = [field.name for field in kind.fields]
    for name in given:
        if name in known:
            continue
        shown = name[:_MAX_SHOWN]
        near = difflib.get_close_matches(shown, known, n=1)
        yield Problem(
            shown,
            f"content.{kind.id}.unknown_field",
            f"{kind.title} has no field {shown!r}.",
            f"Did you mean {near[0]}?" if near else f"Its fields are {', '.join(known)}.",
            *near[:1],
        )


def _missing(kind: ContentType, given: Values) -> Iterator[Problem]:
    for field in kind.fields:
        if field.required and field.name not in given:
            yield Problem(
                field.name,
                f"content.{kind.id}.missing_field",
                f"{field.title} is required.",
                f"Give {field.name}, for example {field.example!r}.",
            )


def _faults(kind: ContentType, given: Values) -> Iterator[Problem]:
    for field in kind.fields:
        if field.name not in given:
            continue
        value = given[field.name]
        if isinstance(value, list) and not field.repeated:
            yield _problem(kind, field, "repeated", "takes one value.", "Give one text.")
            continue
        for text in value if isinstance(value, list) else [value]:
            yield from _value_faults(kind, field, text)


def _value_faults(kind: ContentType, field: Field, value: str) -> Iterator[Problem]:
    if not value:
        yield _problem(kind, field, "empty", "has an empty value.", "Leave empty values out.")
    if field.max_length and len(value) > field.max_length:
        yield _problem(
            kind,
            field,
            "too_long",
            f"has {len(value)} characters; {field.max_length} are allowed.",
            f"Shorten it to {field.max_length} characters.",
        )
    if _LONE_SURROGATE.search(value):
        yield _problem(
            kind,
            field,
            "bad_character",
            "contains half of a surrogate pair.",
            "Give whole Unicode characters.",
        )
    elif field.choices and value not in field.choices:
        yield _choice_problem(kind, field, value)
    elif field.pattern and not re.fullmatch(field.pattern, value):
        yield _problem(
            kind,
            field,
            "malformed",
            f"does not take {value[:_MAX_SHOWN]!r}.",
            f"{field.description} An example is {field.example!r}.",
        )


def _choice_problem(kind: ContentType, field: Field, value: str) -> Problem:
    folded = {choice.casefold(): choice for choice in field.choices}
    near = difflib.get_close_matches(value[:_MAX_SHOWN].casefold(), list(folded), n=1)
    return _problem(
        kind,
        field,
        "bad_choice",
        f"does not take {value[:_MAX_SHOWN]!r}.",
        f"Use one of {', '.join(field.choices)}.",
        *(folded[one] for one in near),
    )


def _problem(
    kind: ContentType, field: Field, reason: str, wrong: str, fix: str, suggestion: str = ""
) -> Problem:
    code = f"content.{kind.id}.{reason}"
    return Problem(field.name, code, f"{field.title} {wrong}", fix, suggestion)


def explain(text: str, content: bytes | None = None) -> Explanation | None:
    """Return the meaning of a payload, or None if no content type recognises it.

    Args:
        text: the payload as text.
        content: the bytes of the symbol, if a reader returned them.
    """
    for kind in _by_specificity():
        if kind.recognise(text):
            return kind.explain(text if content is None else content)
    return None


@cache
def _by_specificity() -> tuple[ContentType, ...]:
    """Return all types with the family "text" last: a Digital Link is a URL as well."""
    return tuple(sorted(catalogue().values(), key=lambda kind: kind.family == "text"))


def schema(id: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the fields of the content type *id*."""
    kind = find(id)
    return {
        "type": "object",
        "title": kind.title,
        "description": kind.description,
        "properties": {field.name: _property(field) for field in kind.fields},
        "required": [field.name for field in kind.fields if field.required],
        "additionalProperties": False,
    }


def _property(field: Field) -> dict[str, Any]:
    texts: dict[str, Any] = {"type": "string"}
    if field.max_length:
        texts["maxLength"] = field.max_length
    if field.choices:
        texts["enum"] = list(field.choices)
    if field.pattern:
        texts["pattern"] = f"^(?:{field.pattern})$"
    about = {"title": field.title, "description": field.description}
    if field.repeated:
        return {"type": "array", "items": texts, "examples": [[field.example]]} | about
    return texts | {"examples": [field.example]} | about
