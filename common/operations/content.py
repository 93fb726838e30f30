"""Content types as callers see them: the list, the description of one, and a payload's meaning."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from common.barcode.encode import symbology
from common.barcode.model.errors import OptionError
from common.content import catalogue
from common.content.content_type import ContentType, Payload, Values


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


class Prepared(Struct, frozen=True):
    """What a request with content draws.

    Attributes:
        options: the drawing options with data, format and what the standard demands.
        payload: the payload; its *content* goes into the symbol as bytes if it is not None.
    """

    options: dict[str, Any]
    payload: Payload


def prepare(id: str, fields: Values, options: Mapping[str, Any]) -> Prepared:
    """Return the drawing options of a request that gives content instead of data.

    Args:
        id: the content type.
        fields: its fields.
        options: the drawing options of the request, by name.

    Raises:
        DataError: the content type is unknown, or the fields break the standard.
        OptionError: the options contradict the standard, or data is given as well.
        UnknownSymbology: no symbology has the name in *options*.
    """
    kind = catalogue.find(id)
    if "data" in options:
        raise OptionError.of(
            "data",
            "option.conflict",
            "The request has both data and content.",
            "Leave data out: content makes it.",
        )
    payload = catalogue.build(kind.id, fields)
    demanded: dict[str, Any] = {**payload.options, "format": _format(kind, payload, options)}
    for name, value in payload.options.items():
        _check_demand(kind, name, value, options)
    return Prepared({**options, **demanded, "data": payload.text}, payload)


def _format(kind: ContentType, payload: Payload, options: Mapping[str, Any]) -> str:
    given = options.get("format")
    if not given:
        return payload.symbology
    found = symbology.find(str(given)).id
    if kind.symbologies and found not in kind.symbologies:
        raise OptionError.of(
            "format",
            "content.symbology",
            f"{kind.title} is not read from {found}.",
            f"Use {' or '.join(kind.symbologies)}, or leave format out.",
            payload.symbology,
        )
    return found


def _check_demand(kind: ContentType, name: str, value: str, options: Mapping[str, Any]) -> None:
    given = options.get(name)
    if given not in (None, "") and str(given).casefold() != value.casefold():
        raise OptionError.of(
            name,
            "content.option",
            f"{kind.standard} demands {name}={value}.",
            f"Leave {name} out.",
            value,
        )
