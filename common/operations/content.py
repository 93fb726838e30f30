"""Content types as callers see them: the list, the description of one, and a payload's meaning."""

from typing import Any

from msgspec import Struct

from common.content import catalogue
from common.content.content_type import ContentType


class ContentEntry(Struct, frozen=True):
    """One content type.

    Attributes:
        id: the value of the option ``content``.
        title: the name people use.
        standard: the document that defines it.
        family: what it is used for.
        description: what the payload does.
        symbologies: the symbologies that carry it, the default first; empty means any.
        synonyms: further words that people search for.
    """

    id: str
    title: str
    standard: str
    family: str
    description: str
    symbologies: tuple[str, ...]
    synonyms: tuple[str, ...]


class ContentDetails(Struct, frozen=True):
    """One content type with the JSON Schema of its fields.

    Attributes:
        content: the content type.
        fields: the JSON Schema of the fields, in the order of a form.
        example: values of the least fields that build.
        payload: the text that *example* builds.
    """

    content: ContentEntry
    fields: dict[str, Any]
    example: dict[str, str | list[str]]
    payload: str


def every() -> list[ContentEntry]:
    """Return every content type, in order of id."""
    return [_entry(kind) for kind in catalogue.catalogue().values()]


def one(id: str) -> ContentDetails:
    """Return the content type called *id*.

    Raises:
        DataError: there is none; the error names the nearest.
    """
    kind = catalogue.find(id)
    example = _example(kind)
    payload = catalogue.build(kind.id, example)
    return ContentDetails(_entry(kind), catalogue.schema(kind.id), example, payload.text)


def _example(kind: ContentType) -> dict[str, str | list[str]]:
    """Return the examples of the first and the required fields, which build together."""
    return {
        field.name: [field.example] if field.repeated else field.example
        for place, field in enumerate(kind.fields)
        if field.required or place == 0
    }


def _entry(kind: ContentType) -> ContentEntry:
    return ContentEntry(
        id=kind.id,
        title=kind.title,
        standard=kind.standard,
        family=kind.family,
        description=kind.description,
        symbologies=kind.symbologies,
        synonyms=kind.synonyms,
    )
