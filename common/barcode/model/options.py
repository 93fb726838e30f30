"""Parsing of a request into options, and the JSON Schema of the options.

Owns the conversion of text to values and the errors of malformed values. It must not know what an
option does to a picture: layout, colours and symbologies decide that.
"""

import difflib
import math
import re
import types
import typing
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any, Literal, get_args

import msgspec
from msgspec import Meta, Struct, structs

from common.barcode.model.draw_options import DrawOptions
from common.barcode.model.errors import OptionError, Problem
from common.barcode.model.option_aliases import COMMON_ALIASES, OPTION_ALIASES

__all__ = [
    "OPTION_ALIASES",
    "DrawOptions",
    "Repeated",
    "lone_surrogate",
    "parse",
    "parse_bool",
    "schema",
]

_MAX_PROBLEMS = 20  # finding a near name costs time, and a longer list helps no caller
_MAX_KNOWN = 1_000  # characters of data, or of all other options, that are looked up
_MAX_QUOTED = 40  # characters of a bad value that an error repeats
_TRUE = frozenset({"true", "1", "yes", "on"})
_FALSE = frozenset({"false", "0", "no", "off"})
# int() and float() also accept spaces, 1_000, ٣, nan and inf, which are mistakes in a request.
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[+-]?[0-9]{0,18}(?:\.[0-9]{0,18})?(?<=[0-9.])")


class Repeated(list[str]):
    """Values of an option that a query string or a form gives more than once."""


class _Field(Struct, frozen=True):
    """An option with its default, its type and its bounds in words."""

    name: str
    default: object
    kind: type
    declared: object
    expected: str


def parse(mapping: Mapping[str, object], *, strings: bool) -> DrawOptions:
    """Return the options that *mapping* gives.

    Args:
        mapping: names and values of a query string or of a JSON object.
        strings: True if values are text to convert, as in a query string. An option that is given
            more than once is `Repeated`.

    Returns:
        The options.

    Raises:
        OptionError: a name is unknown, a value is malformed, or data or format is missing. The
            error holds one problem a field, in the order given, up to twenty.
    """
    known = _known(mapping, strings)
    if known is not None:
        return known
    return _parse(mapping, strings=strings)


def _known(mapping: Mapping[str, object], strings: bool) -> DrawOptions | None:
    """Return the options of values that were parsed before, with other data, or None.

    Most requests of a client differ in their data alone.
    """
    data = mapping.get("data")
    # A tuple can be the key of a cache, in which 1, 1.0 and true would be equal without their type.
    others: Any = tuple(
        [(name, type(value), value) for name, value in mapping.items() if name != "data"]
    )
    # Longer data could break a bound of its own, and a long option such as a logo is not kept.
    if not isinstance(data, str) or not 0 < len(data) <= _MAX_KNOWN or lone_surrogate(data):
        return None
    try:
        if sum([len(value) for _, kind, value in others if kind is str]) > _MAX_KNOWN:
            return None
        found = _parsed(others, strings)
    except (TypeError, OptionError):
        # Repeated options, arrays and objects can't be looked up, and a wrong one is reported with
        # all the others.
        return None
    return structs.replace(found, data=data)


@lru_cache(maxsize=512)
def _parsed(others: tuple[tuple[str, type, object], ...], strings: bool) -> DrawOptions:
    values = {name: value for name, _, value in others}
    # Any data will do: the caller puts its own in place of it.
    return _parse({**values, "data": "0"}, strings=strings)


def _parse(mapping: Mapping[str, object], *, strings: bool) -> DrawOptions:
    fields = _fields()
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, value in mapping.items():
        if len(problems) >= _MAX_PROBLEMS:
            break
        field = fields.get(name)
        # An unknown name is an error: ignoring it would draw another picture than the caller wants.
        if field is None:
            problems.append(_unknown(name))
        # In JSON, null is the same as an omitted option.
        elif value is None and not strings:
            continue
        else:
            try:
                values[name] = _read(field, value, strings)
            except OptionError as error:
                problems.extend(error.problems)
    # After the others, so that a misspelt data or format is reported by its own problem.
    problems.extend(_missing(values, problems))
    if problems:
        raise OptionError(*problems)
    return DrawOptions(**values)


def parse_bool(text: str) -> bool:
    """Return the truth value that *text* names: true, 1, yes or on, or their opposites.

    Raises:
        ValueError: *text* names none.
    """
    folded = text.casefold()
    if folded in _TRUE or folded in _FALSE:
        return folded in _TRUE
    raise ValueError(text)


def lone_surrogate(text: str) -> int:
    """Return the place of the first lone surrogate in *text*, counted from 1; 0 if there is none.

    JSON text can hold half of a surrogate pair (RFC 8259, 8.2), which no encoding can write.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return error.start + 1
    return 0


def schema(names: Iterable[str] | None = None) -> dict[str, Any]:
    """Return the options as a flat JSON Schema: no reference, no alternatives.

    Args:
        names: the options to include; None includes all.
    """
    fields = _fields()
    chosen = [fields[name] for name in (fields if names is None else names)]
    return {
        "type": "object",
        "properties": {field.name: _property(field) for field in chosen},
        "required": [field.name for field in chosen if field.default is msgspec.NODEFAULT],
        "additionalProperties": False,
    }


@cache
def _fields() -> dict[str, _Field]:
    return {
        field.name: _Field(
            name=field.name,
            default=field.default,
            kind=_kind(field.type),
            declared=_declared(field.type),
            expected=_expected(field.type),
        )
        for field in msgspec.structs.fields(DrawOptions)
    }


def _declared(annotation: Any) -> Any:
    """Return the annotation without its ``| None``."""
    if typing.get_origin(annotation) in (types.UnionType, typing.Union):
        (annotation,) = (each for each in get_args(annotation) if each is not types.NoneType)
    return annotation


def _kind(annotation: Any) -> type:
    kind: Any = get_args(_declared(annotation))[0]
    return type(get_args(kind)[0]) if typing.get_origin(kind) is Literal else kind


def _bounds(annotation: Any) -> Meta:
    meta = get_args(_declared(annotation))[1]
    assert isinstance(meta, Meta)  # noqa: S101 - every option is declared with one
    return meta


def _expected(annotation: Any) -> str:
    kind, meta = _kind(annotation), _bounds(annotation)
    choices = get_args(get_args(_declared(annotation))[0])
    if choices:
        return f"{', '.join(map(str, choices[:-1]))} or {choices[-1]}"
    if kind is bool:
        return "true or false"
    if kind is str:
        return (
            "text" if meta.max_length is None else f"text of at most {meta.max_length:,} characters"
        )
    number = "a whole number" if kind is int else "a number"
    low = meta.ge if meta.gt is None else f"above {meta.gt:g}"
    return (
        f"{number} from {low:,} to {meta.le:,}"
        if meta.gt is None
        else f"{number} {low} and up to {meta.le:,}"
    )


def _read(field: _Field, value: object, strings: bool) -> object:
    """Return *value* as the type of *field*, or raise OptionError."""
    if isinstance(value, Repeated):
        raise OptionError.of(
            field.name,
            "option.repeated",
            f"{field.name} is given {len(value)} times.",
            "Give it once.",
        )
    try:
        given = _from_text(field.kind, value) if strings and isinstance(value, str) else value
        # msgspec accepts nan and inf, which no size can be.
        if isinstance(given, float):
            if not math.isfinite(given):
                raise ValueError
            # For JSON Schema, 200.0 is an integer (2020-12 validation, 6.1.1).
            if field.kind is int and given.is_integer():
                given = int(given)
        if isinstance(given, str) and (place := lone_surrogate(given)):
            raise _lone_surrogate_error(field, place)
        return msgspec.convert(given, field.declared)
    # msgspec's text names types and paths; the answer describes the option instead.
    except (ValueError, OverflowError):  # msgspec's ValidationError is a ValueError
        raise _malformed(field, value) from None


def _from_text(kind: type, text: str) -> object:
    if kind is bool:
        return parse_bool(text)
    if kind is int:
        # int() takes more than that: underscores, spaces, digits of other scripts.
        if not _WHOLE.fullmatch(text):
            raise ValueError
        return int(text)
    if kind is float:
        if not _DECIMAL.fullmatch(text):
            raise ValueError
        return float(text)
    return text


def _lone_surrogate_error(field: _Field, place: int) -> OptionError:
    return OptionError.of(
        field.name,
        "option.bad_value",
        f"Character {place} of {field.name} is half of a surrogate pair.",
        "Give whole Unicode characters.",
    )


def _malformed(field: _Field, value: object) -> OptionError:
    message, fix = f"{field.name} is {field.expected}, not {_quote(value)}.", field.expected
    if value == "":
        message = f"{field.name} is empty."
        if examples := _bounds(field.declared).examples:
            fix += f", such as {examples[0]}"
    # A number for text: quotation marks keep its leading zeros.
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return OptionError.of(
        field.name,
        "option.bad_value",
        message,
        "Put it in quotation marks." if field.kind is str and number else f"Give {fix}.",
    )


def _quote(value: object) -> str:
    if not isinstance(value, str):
        return _describe(value)
    text = value.encode(errors="replace").decode()
    return repr(text if len(text) <= _MAX_QUOTED else text[:_MAX_QUOTED] + "…")


def _describe(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value) if value.bit_length() < 100 else "a huge number"
    if isinstance(value, float):
        return repr(value)
    # The types that remain in JSON.
    return "null" if value is None else "an array" if isinstance(value, list) else "an object"


def _missing(values: Mapping[str, object], problems: list[Problem]) -> list[Problem]:
    reported = {problem.field for problem in problems}
    return [
        Problem(name, "option.missing", f"{name} is missing.", f"Give {name}, such as {example}.")
        for name, example in (("data", "123456789"), ("format", "code128"))
        if name not in values and name not in reported
    ]


def _unknown(name: str) -> Problem:
    folded = name.casefold()
    option = OPTION_ALIASES.get(folded) or COMMON_ALIASES.get(folded)
    if option is None:
        # The cost of a match grows with both lengths.
        near = difflib.get_close_matches(name.casefold()[:_MAX_QUOTED], list(_fields()), n=1)
        option = near[0] if near else ""
        fix = f"Did you mean {option}?" if option else f"The options are {', '.join(_fields())}."
    else:
        fix = f"Here it is called {option}."
    given = name[:_MAX_QUOTED].encode(errors="replace").decode()
    return Problem(given, "option.unknown", f"There is no option {given!r}.", fix, option)


def _property(field: _Field) -> dict[str, Any]:
    # Each field on its own: the schema of the whole struct is a $ref, and optional fields are
    # anyOf, which several MCP clients do not support.
    schema: dict[str, Any] = msgspec.json.schema(field.declared)
    if field.default is not msgspec.NODEFAULT and field.default is not None:
        schema["default"] = field.default
    return schema
