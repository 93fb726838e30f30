"""Content types as callers see them: the list, the description of one, and requests that use one.

A request gives content instead of data: ``content`` names the type, and the fields follow as
``content.<field>``, as an object, or (for MCP, whose schemas stay flat) as JSON text.
"""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, structs

from common.barcode.encode import symbology
from common.barcode.model import options
from common.barcode.model.errors import DataError, OptionError
from common.barcode.model.options import OPTION_ALIASES
from common.content import catalogue
from common.content.content_type import ContentType, Payload, Values
from common.operations import content_fields
from common.operations.content_fields import CONTENT, FIELDS, PREFIX

# How data is written.
_DATA_FORMS = ("escapes", "data_encoding")
# A request of these options works, although content replaces both.
EXAMPLE_REQUEST = {"data": "123456789", "format": "code128"}


class ContentEntry(Struct, frozen=True):
    """One content type.

    Attributes:
        id: the value of the option ``content``.
        title: common name.
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
        example: values of the fewest fields that build a payload.
        payload: the text that *example* builds.
    """

    content: ContentEntry
    fields: dict[str, Any]
    example: dict[str, str | list[str]]
    payload: str


def every() -> list[ContentEntry]:
    """Return every content type, ordered by id."""
    return [_entry(kind) for kind in catalogue.catalogue().values()]


def one(id: str) -> ContentDetails:
    """Return the content type called *id*.

    Raises:
        DataError: no content type has the id; the error names the nearest.
    """
    kind = catalogue.find(id)
    example = _example(kind)
    payload = catalogue.build(kind.id, example)
    return ContentDetails(_entry(kind), catalogue.schema(kind.id), example, payload.text)


def _example(kind: ContentType) -> dict[str, str | list[str]]:
    """Return the examples of the first and the required fields, which build together."""
    return {
        field.name: [field.example] if field.repeated else field.example
        for index, field in enumerate(kind.fields)
        if field.required or index == 0
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
    # A query has flat names, JSON has an object, and MCP has a JSON text: all may be mixed.
    own = set(filter(_is_own, arguments))
    if not own:
        return Expanded(arguments)
    # A form and a language model send what they leave empty, too.
    given = {name: value for name, value in arguments.items() if value not in (None, "")}
    others = {name: value for name, value in arguments.items() if name not in own}
    # Only empty content: as if it had not been given.
    if own.isdisjoint(given):
        return Expanded(others)
    if "data" not in given:
        others.pop("data", None)
    fields = content_fields.read(given)
    id = content_fields.type_in(given)
    try:
        prepared = prepare(id, fields, others)
    except DataError as error:
        if error.problems[0].code == "content.unknown" and not fields:
            raise _naming_data(error) from error
        raise
    return Expanded(prepared.options, prepared.payload.warnings)


def others(arguments: Mapping[str, object]) -> dict[str, object]:
    """Return the given *arguments* that are not content; empty ones count as absent."""
    return {
        name: value
        for name, value in arguments.items()
        if not _is_own(name) and value not in (None, "")
    }


def _is_own(name: str) -> bool:
    """Return True if *name* is an argument of content, not an option of the barcode."""
    return name in (CONTENT, FIELDS) or name.startswith(PREFIX)


def _naming_data(unknown: DataError) -> DataError:
    """Return *unknown* for a caller who may use another service's name for data."""
    [problem] = unknown.problems
    fix = f"If this is the text to draw, give it as data instead. Else: {problem.fix}"
    return DataError(structs.replace(problem, fix=fix))


def request_schema() -> dict[str, Any]:
    """Return the JSON Schema of a request that draws: the options, or content and its fields.

    Nothing is required by name: a request has data and format, or content.
    """
    drawing = options.schema()
    # Beside content, an empty data or format counts as absent.
    for name in EXAMPLE_REQUEST:
        drawing["properties"][name].pop("minLength", None)
    content_option = {
        "type": "string",
        "description": "Application standard to build the data from, instead of data and format: "
        f"{', '.join(catalogue.catalogue())}. Its fields are options called content.FIELD; "
        "GET content/{id} lists them.",
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
        "examples": [EXAMPLE_REQUEST],
    }


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
    for name in options:
        # Another service's name for data would be answered with ours, which is refused here too.
        if name == "data" or OPTION_ALIASES.get(name.casefold()) == "data":
            raise OptionError.of(
                name,
                "option.conflict",
                f"The request has both {name} and content.",
                f"Leave {name} out: content makes the data.",
            )
    for name in _DATA_FORMS:
        # A backslash of a payload would begin an escape sequence.
        if options.get(name) not in (None, "", False, "false"):
            raise OptionError.of(
                name,
                "option.conflict",
                f"{name} is about data, and content makes the data.",
                f"Leave {name} out.",
            )
    payload = catalogue.build(kind.id, fields)
    # What the standard demands wins; a contradiction of the caller is an error below.
    demanded: dict[str, Any] = {**payload.options, "format": _format(kind, payload, options)}
    if payload.content is not None and demanded["format"] == "qr":
        # The standard names a character set, and its readers expect no ECI.
        demanded["charset"] = payload.character_set
    for name, value in payload.options.items():
        _check_demand(kind, name, value, options)
    # A caller may draw the rest of what the standard has by other software.
    usual = {name: on for name, on in payload.defaults.items() if options.get(name) in (None, "")}
    return Prepared({**options, **usual, **demanded, "data": payload.text}, payload)


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
