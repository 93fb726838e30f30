"""The catalogue of content types, and the checks that every type shares.

A type declares itself in ``common/content/types``; this module finds it by the constant
``CONTENT_TYPE`` and holds no list of its own.
"""

import difflib
from collections.abc import Collection
from functools import cache
from typing import Any

from common import discovery
from common.barcode.model.errors import DataError
from common.content import field_checks, types
from common.content.content_type import (
    ContentType,
    Explanation,
    Field,
    Payload,
    Values,
    refuse,
)

_MAX_SHOWN = 40  # Characters of a caller's text that a message repeats.


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
    words = _names() | _synonyms()
    # Several synonyms may lead to one type, so that more are looked up than are named.
    close = difflib.get_close_matches(folded, list(words), n=6, cutoff=0.6)
    near = list(dict.fromkeys(words[name] for name in close))[:3]
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


@cache
def _synonyms() -> dict[str, str]:
    """Return the id by synonym: a synonym is no name, but it leads to the suggestion."""
    kinds = catalogue().values()
    return {_fold(synonym): kind.id for kind in kinds for synonym in kind.synonyms}


def _fold(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def build(id: str, fields: Values) -> Payload:
    """Return the payload of *fields* in the content type *id*; empty values count as absent.

    Raises:
        DataError: the type or a field is unknown, a required one is missing, or a value breaks
            the standard. All problems of one kind are reported together.
    """
    kind = find(id)
    # A form sends its empty fields too.
    given = {name: value for name, value in fields.items() if value not in ("", [])}
    if problems := field_checks.request_problems(kind.id, kind.fields, given):
        refuse(problems)
    return kind.build(_normalised(kind, given))


def check_names(id: str, names: Collection[str]) -> None:
    """Check that the content type *id* has the fields *names*, whatever their values.

    Raises:
        DataError: the type or a field is unknown.
    """
    kind = find(id)
    if problems := field_checks.name_problems(kind.id, kind.fields, names):
        refuse(problems)


def _normalised(kind: ContentType, given: Values) -> Values:
    """Return *given* with every repeated field as a list: a query with one value has a text."""
    repeated = {field.name for field in kind.fields if field.repeated}
    return {
        name: [value] if name in repeated and isinstance(value, str) else value
        for name, value in given.items()
    }


def explain(text: str, content: bytes | None = None) -> Explanation | None:
    """Return the meaning of a payload, or None if no content type recognises it.

    Args:
        text: the payload as text.
        content: the bytes of the symbol, if a reader returned them.
    """
    for kind in _by_specificity():
        if kind.recognise(text):
            return kind.explain(content if kind.reads_bytes and content is not None else text)
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
