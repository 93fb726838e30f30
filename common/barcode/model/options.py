"""From a request's words to options, and from options to their JSON Schema.

Owns how text becomes values and what is said of words that don't. It must not know what an option
does to a picture: that is for layout, colours and symbologies.
"""

import difflib
import math
import re
import types
import typing
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Literal, get_args

import msgspec
from msgspec import Meta, Struct

from common.barcode.model.draw_options import DrawOptions
from common.barcode.model.errors import OptionError, Problem
from common.barcode.model.option_aliases import FOREIGN_NAMES

__all__ = [
    "FOREIGN_NAMES",
    "DrawOptions",
    "Repeated",
    "lone_surrogate",
    "parse",
    "schema",
    "truth",
]

_MOST_PROBLEMS = 20  # near names cost time, and nobody reads more
_MOST_SHOWN = 40  # characters of a bad value that an error repeats
_YES = frozenset({"true", "1", "yes", "on"})
_NO = frozenset({"false", "0", "no", "off"})
# int() and float() would take spaces, 1_000, ٣, nan and inf too.
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[+-]?[0-9]{0,18}(?:\.[0-9]{0,18})?(?<=[0-9.])")


class Repeated(list[str]):
    """What a query string or a form gives as one option, more than once."""


class _Field(Struct, frozen=True):
    """An option with its default, the type it takes and its bounds in words."""

    name: str
    default: object
    kind: type
    declared: object
    expected: str


def parse(mapping: Mapping[str, object], *, strings: bool) -> DrawOptions:
    """Read *mapping* as options.

    Args:
        mapping: names and values of a query string or of a JSON object.
        strings: True where texts are to be read, as in a query string. An option that is given
            more than once there is `Repeated`.

    Returns:
        The options.

    Raises:
        OptionError: a name is unknown, a value is malformed, or data or format is missing. It
            holds one problem a field, in the order given, up to twenty.
    """
    fields = _fields()
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, value in mapping.items():
        if len(problems) >= _MOST_PROBLEMS:
            break
        field = fields.get(name)
        if field is None:
            problems.append(_unknown(name))
        elif value is None and not strings:
            continue
        else:
            try:
                values[name] = _read(field, value, strings)
            except OptionError as refusal:
                problems.extend(refusal.problems)
    problems.extend(_missing(values, problems))
    if problems:
        raise OptionError(*problems)
    return DrawOptions(**values)


def truth(text: str) -> bool:
    """Read *text* as true or false.

    Raises:
        ValueError: it is neither.
    """
    folded = text.casefold()
    if folded in _YES or folded in _NO:
        return folded in _YES
    raise ValueError(text)


def lone_surrogate(text: str) -> int:
    """Return which character of *text* is half of a surrogate pair, the first being 1; 0 for none.

    JSON can hold such a half (RFC 8259, 8.2); it is no character in any encoding.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return error.start + 1
    return 0


def schema(names: Iterable[str] | None = None) -> dict[str, Any]:
    """Return the options as a flat JSON Schema: no reference, no alternatives.

    Args:
        names: the options to tell of; None tells of all.
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
        found = _from_text(field.kind, value) if strings and isinstance(value, str) else value
        if isinstance(found, float):
            if not math.isfinite(found):
                raise ValueError
            if field.kind is int and found.is_integer():
                found = int(found)  # JSON Schema takes 200.0 for an integer
        if isinstance(found, str) and (half := lone_surrogate(found)):
            raise _halved(field, half)
        return msgspec.convert(found, field.declared)
    except (ValueError, OverflowError):  # msgspec's ValidationError is a ValueError
        raise _malformed(field, value) from None


def _from_text(kind: type, text: str) -> object:
    if kind is bool:
        return truth(text)
    if kind is int:
        if not _WHOLE.fullmatch(text):
            raise ValueError
        return int(text)
    if kind is float:
        if not _DECIMAL.fullmatch(text):
            raise ValueError
        return float(text)
    return text


def _halved(field: _Field, half: int) -> OptionError:
    return OptionError.of(
        field.name,
        "option.bad_value",
        f"Character {half} of {field.name} is half of a surrogate pair.",
        "Give whole Unicode characters.",
    )


def _malformed(field: _Field, value: object) -> OptionError:
    message, fix = f"{field.name} is {field.expected}, not {_shown(value)}.", field.expected
    if value == "":
        message = f"{field.name} is empty."
        if examples := _bounds(field.declared).examples:
            fix += f", such as {examples[0]}"
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return OptionError.of(
        field.name,
        "option.bad_value",
        message,
        "Put it in quotation marks." if field.kind is str and number else f"Give {fix}.",
    )


def _shown(value: object) -> str:
    if not isinstance(value, str):
        return _plain(value)
    shown = value.encode(errors="replace").decode()
    return repr(shown if len(shown) <= _MOST_SHOWN else shown[:_MOST_SHOWN] + "…")


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value) if value.bit_length() < 100 else "a huge number"
    if isinstance(value, float):
        return repr(value)
    # What else JSON has.
    return "null" if value is None else "an array" if isinstance(value, list) else "an object"


def _missing(values: Mapping[str, object], problems: list[Problem]) -> list[Problem]:
    told = {problem.field for problem in problems}
    return [
        Problem(name, "option.missing", f"{name} is missing.", f"Give {name}, such as {example}.")
        for name, example in (("data", "123456789"), ("format", "code128"))
        if name not in values and name not in told
    ]


def _unknown(name: str) -> Problem:
    ours = FOREIGN_NAMES.get(name.casefold())
    if ours is None:
        near = difflib.get_close_matches(name.casefold()[:_MOST_SHOWN], list(_fields()), n=1)
        ours = near[0] if near else ""
        fix = f"Did you mean {ours}?" if ours else f"The options are {', '.join(_fields())}."
    else:
        fix = f"Here it is called {ours}."
    shown = name[:_MOST_SHOWN].encode(errors="replace").decode()
    return Problem(shown, "option.unknown", f"There is no option {shown!r}.", fix, ours)


def _property(field: _Field) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.schema(field.declared)
    if field.default is not msgspec.NODEFAULT and field.default is not None:
        found["default"] = field.default
    return found
