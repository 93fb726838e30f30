"""Content types as callers see them: the list, the description of one, and requests that use one.

A request gives content instead of data: ``content`` names the type, and the fields follow as
``content.<field>``, as an object, or (for MCP, whose schemas stay flat) as JSON text.
"""

import json
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from common.barcode.encode import symbology
from common.barcode.model import options
from common.barcode.model.errors import OptionError
from common.content import catalogue
from common.content.content_type import ContentType, Payload, Values

CONTENT = "content"
FIELDS = "content_fields"
_PREFIX = "content."
# A request of these options works, although neither is required beside content.
LEAST_OPTIONS = {"data": "123456789", "format": "code128"}
_MAX_NUMBER_CHARACTERS = 100


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


class Expanded(Struct, frozen=True):
    """The arguments of a request after its content has become data.

    Attributes:
        arguments: option names and values.
        warnings: what the caller should know of the content.
    """

    arguments: Mapping[str, object]
    warnings: tuple[str, ...] = ()


def expand(arguments: Mapping[str, object]) -> Expanded:
    """Return *arguments* with content replaced by data, format and what the standard demands.

    Arguments without content are returned unchanged.

    Raises:
        DataError, OptionError, UnknownSymbology: as `prepare` does, and if a field is malformed.
    """
    own = {name for name in arguments if name in (CONTENT, FIELDS) or name.startswith(_PREFIX)}
    if not own:
        return Expanded(arguments)
    given = arguments.get(CONTENT)
    fields = _fields_of(arguments, given)
    id = given.get("type") if isinstance(given, dict) else given
    if not isinstance(id, str) or not id:
        raise OptionError.of(
            CONTENT,
            "option.missing",
            "The fields of a content type are given, but not its name.",
            "Give content, such as wifi. The list of content types has every name.",
        )
    others = {name: value for name, value in arguments.items() if name not in own}
    prepared = prepare(id, fields, others)
    return Expanded(prepared.options, prepared.payload.warnings)


def request_schema() -> dict[str, Any]:
    """Return the JSON Schema of a request that draws: the options, or content and its fields.

    Nothing is required by name: a request has data and format, or content.
    """
    drawing = options.schema()
    content_option = {
        "type": "string",
        "enum": list(catalogue.catalogue()),
        "description": "Application standard to build the data from, instead of data and format. "
        "Its fields are options called content.FIELD; GET content/{id} lists them.",
        "examples": ["wifi"],
    }
    fields = {
        "type": "string",
        "description": "The fields of content as the text of a JSON object, instead of options "
        "called content.FIELD.",
        "examples": ['{"ssid": "Guests"}'],
    }
    return {
        **{name: value for name, value in drawing.items() if name != "required"},
        "properties": {**drawing["properties"], CONTENT: content_option, FIELDS: fields},
        "examples": [LEAST_OPTIONS],
    }


def _fields_of(arguments: Mapping[str, object], given: object) -> dict[str, str | list[str]]:
    named = {
        name.removeprefix(_PREFIX): value
        for name, value in arguments.items()
        if name.startswith(_PREFIX)
    }
    inside = {k: v for k, v in given.items() if k != "type"} if isinstance(given, dict) else {}
    fields: dict[str, str | list[str]] = {}
    for source in (inside, _from_json(arguments.get(FIELDS)), named):
        for name, value in source.items():
            if value is None:
                continue
            if name in fields:
                raise OptionError.of(
                    f"{_PREFIX}{name[:40]}",
                    "option.twice",
                    f"The field {name[:40]!r} is given twice.",
                    "Give it once.",
                )
            fields[name] = _text(name, value)
    return fields


def _from_json(given: object) -> dict[str, object]:
    if given in (None, ""):
        return {}
    try:
        found = json.loads(given) if isinstance(given, str) else given
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise OptionError.of(
            FIELDS,
            "option.bad_value",
            "content_fields is not a JSON object.",
            'Give an object, such as {"ssid": "Guests", "password": "correct horse"}.',
        )
    return found


def _text(name: str, value: object) -> str | list[str]:
    if isinstance(value, list):
        return [_scalar(name, item) for item in value]
    return _scalar(name, value)


def _scalar(name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and value.bit_length() < _MAX_NUMBER_CHARACTERS:
        return str(value)
    raise OptionError.of(
        f"{_PREFIX}{name[:40]}",
        "option.bad_value",
        f"The field {name[:40]!r} is not text.",
        "Put it in quotation marks: a number would lose zeros and decimals.",
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
    if payload.content is not None and demanded["format"] == "qr":
        # The standard names a character set, and its readers expect no ECI.
        demanded["charset"] = payload.character_set
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
