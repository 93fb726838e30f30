"""Label templates as JSON documents: their JSON Schema, and errors with the path of each field."""

import difflib
import math
from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec
from msgspec import Meta, Struct

from common.barcode.labels import label_stock
from common.barcode.labels.template import (
    KINDS,
    MAX_COPIES,
    MAX_ELEMENTS,
    CounterDeclaration,
    Element,
    Size,
    Template,
    extent,
)
from common.barcode.model.errors import OptionError, Problem

_MAX_PROBLEMS = 20
_TOP = (
    *("name", "title", "description", "size", "stock"),
    *("elements", "copies", "counters"),
)
NAME_PATTERN = "^[a-z0-9][a-z0-9-]{0,39}$"


def parse(document: object) -> Template:
    """Return the template that *document* describes, which is JSON as Python values.

    Raises:
        OptionError: the document is malformed; each problem has the path of its field.
    """
    if not isinstance(document, Mapping):
        raise OptionError.of(
            "template", "template.malformed", "A template is a JSON object.", _SEE_SCHEMA
        )
    problems = [_unknown(str(name), _TOP, "A template") for name in document if name not in _TOP]
    values: dict[str, Any] = {
        "name": _text(document, "name", 40, problems),
        "title": _text(document, "title", 200, problems),
        "description": _text(document, "description", 1_000, problems),
        "stock": _text(document, "stock", 60, problems),
        "size": _struct(Size, document.get("size"), "size", problems)
        if "size" in document
        else None,
        "copies": _copies(document.get("copies", ""), problems),
        "counters": _counters(document.get("counters", {}), problems),
        "elements": tuple(_elements(document.get("elements"), problems)),
    }
    # Sizes can be compared only if every element has one.
    if not problems:
        problems += _size_problems(values["size"], values["stock"], values["elements"])
    if problems:
        raise OptionError(*problems[:_MAX_PROBLEMS])
    return Template(**values)


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a template."""
    elements = []
    for kind, declared in KINDS.items():
        fields = _fields(declared)
        # One schema for each type, so that an editor offers the fields of the type alone.
        properties = {"type": {"const": kind}}
        properties |= {name: _property(field) for name, field in fields.items()}
        required = [name for name, field in fields.items() if field.required]
        elements.append(
            {
                "title": kind,
                "description": (declared.__doc__ or "").strip(),
                "type": "object",
                "properties": properties,
                "required": ["type", *required],
                "additionalProperties": False,
            }
        )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Label template",
        "type": "object",
        "properties": {
            "name": {"type": "string", "pattern": NAME_PATTERN, "description": "Name in requests."},
            "title": {"type": "string", "maxLength": 200},
            "description": {"type": "string", "maxLength": 1_000},
            "size": _object(Size),
            "stock": {
                "type": "string",
                "maxLength": 60,
                "description": "Name of a sheet or roll instead of a size.",
                "examples": ["L7160", "dymo-99012"],
            },
            "elements": {
                "type": "array",
                "minItems": 1,
                "maxItems": MAX_ELEMENTS,
                "items": {"oneOf": elements},
            },
            "copies": {
                "type": ["integer", "string"],
                "minimum": 0,
                "maximum": MAX_COPIES,
                "description": "Labels of each row: a number, or a column in braces. If omitted, "
                "those of the row, else 1.",
                "examples": ["{stock}"],
            },
            "counters": {
                "type": "object",
                "additionalProperties": _object(CounterDeclaration),
                "description": "Counters by name; {n:0000} prints counter n in four digits.",
            },
        },
        "required": ["elements"],
        "additionalProperties": False,
    }


_SEE_SCHEMA = "See docs/labels.md or GET label-templates/schema."


class _Field(Struct, frozen=True):
    """A field of an element: its declared type, and whether it must be given."""

    declared: Any
    required: bool
    default: object


def _fields(declared: type[Struct]) -> dict[str, _Field]:
    return {
        field.name: _Field(
            field.type,
            field.required,
            field.default if field.default is not msgspec.NODEFAULT else None,
        )
        for field in msgspec.structs.fields(declared)
    }


def _property(field: _Field) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.schema(field.declared)
    if not field.required and field.default is not None:
        found["default"] = field.default
    return found


def _object(declared: type[Struct]) -> dict[str, Any]:
    fields = _fields(declared)
    return {
        "type": "object",
        "description": (declared.__doc__ or "").strip(),
        "properties": {name: _property(field) for name, field in fields.items()},
        "required": [name for name, field in fields.items() if field.required],
        "additionalProperties": False,
    }


def _elements(given: object, problems: list[Problem]) -> list[Element]:
    if not isinstance(given, list | tuple) or not 1 <= len(given) <= MAX_ELEMENTS:
        problems.append(
            Problem(
                "elements",
                "template.malformed",
                f"elements is an array of 1 to {MAX_ELEMENTS} objects.",
                _SEE_SCHEMA,
            )
        )
        return []
    found = []
    for index, item in enumerate(given):
        path = f"elements[{index}]"
        kind = item.get("type") if isinstance(item, Mapping) else None
        declared = KINDS.get(kind) if isinstance(kind, str) else None
        if declared is None:
            named = ", ".join(KINDS)
            problems.append(
                Problem(
                    f"{path}.type",
                    "template.malformed",
                    "An element is an object with a type.",
                    f"Give one of {named}.",
                )
            )
            continue
        element = _struct(declared, {k: v for k, v in item.items() if k != "type"}, path, problems)
        # All elements are read before any is refused: a designer mends them in one go.
        if element is not None:
            found.append(element)
    return found


def _struct(declared: type[Any], given: object, path: str, problems: list[Problem]) -> Any:
    """Return *given* as a *declared*, or None after adding what is wrong with it."""
    if not isinstance(given, Mapping):
        problems.append(Problem(path, "template.malformed", f"{path} is an object.", _SEE_SCHEMA))
        return None
    fields = _fields(declared)
    values: dict[str, Any] = {}
    before = len(problems)
    for name, value in given.items():
        if name not in fields:
            problems.append(_unknown(str(name), tuple(fields), path, f"{path}."))
            continue
        try:
            converted = msgspec.convert(value, fields[name].declared, strict=True)
            if isinstance(converted, float) and not math.isfinite(converted):
                raise ValueError
            values[name] = converted
        except ValueError:  # msgspec's ValidationError is one
            problems.append(_malformed(f"{path}.{name}", fields[name].declared, value))
    for name, field in fields.items():
        if field.required and name not in given:
            problems.append(
                Problem(
                    f"{path}.{name}",
                    "template.missing",
                    f"{path}.{name} is missing.",
                    f"Give {_expected(field.declared)}.",
                )
            )
    return declared(**values) if len(problems) == before else None


def _malformed(path: str, declared: Any, value: object) -> Problem:
    expected = _expected(declared)
    quoted = msgspec.json.encode(value).decode(errors="replace")[:40]
    return Problem(
        path, "template.bad_value", f"{path} is {expected}, not {quoted}.", f"Give {expected}."
    )


def _expected(declared: Any) -> str:
    kind, meta = declared, Meta()
    if get_origin(declared) is Annotated:
        kind, meta = get_args(declared)[0], get_args(declared)[1]
    if get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if get_origin(kind) is Literal:
        *most, last = map(str, get_args(kind))
        return f"{', '.join(most)} or {last}"
    if kind is bool:
        return "true or false"
    if kind in (int, float):
        low = f"above {meta.gt:g}" if meta.gt is not None else f"from {meta.ge:g}"
        high = "and up to" if meta.gt is not None else "to"
        noun = "a whole number" if kind is int else "a number"
        return f"{noun} {low} {high} {meta.le:,g}"
    if kind is str:
        if meta.pattern:
            return "a data URI of a picture, data:image/png;base64,…"
        return f"a text of at most {meta.max_length:,} characters"
    return "an object of names and values"


def _unknown(name: str, known: tuple[str, ...], owner: str, prefix: str = "") -> Problem:
    near = difflib.get_close_matches(name[:40], known, n=1)
    fix = f"Did you mean {near[0]}?" if near else f"There are {', '.join(known)}."
    return Problem(
        f"{prefix}{name[:40]}",
        "template.unknown_field",
        f"{owner} has no field {name[:40]!r}.",
        fix,
        near[0] if near else "",
    )


def _text(document: Mapping[Any, Any], name: str, most: int, problems: list[Problem]) -> str:
    value = document.get(name, "")
    if isinstance(value, str) and len(value) <= most:
        return value
    problems.append(
        Problem(
            name,
            "template.bad_value",
            f"{name} is a text of at most {most} characters.",
            "Shorten it, or put it in quotation marks.",
        )
    )
    return ""


def _copies(value: object, problems: list[Problem]) -> str:
    # In Python, true is a number.
    is_number = isinstance(value, int) and not isinstance(value, bool)
    if isinstance(value, str) and len(value) <= 200:
        return value
    if is_number and 0 <= int(str(value)) <= MAX_COPIES:
        return str(value)
    problems.append(
        Problem(
            "copies",
            "template.bad_value",
            f"copies is a whole number from 0 to {MAX_COPIES:,}, or a column in braces.",
            "Give a number, or such as {stock}.",
        )
    )
    return "1"


def _counters(given: object, problems: list[Problem]) -> dict[str, CounterDeclaration]:
    if not isinstance(given, Mapping):
        problems.append(
            Problem("counters", "template.malformed", "counters is an object.", _SEE_SCHEMA)
        )
        return {}
    found = {}
    for name, value in given.items():
        # A name with a colon could not be told from a pattern.
        if not str(name).isidentifier() or len(str(name)) > 40:
            problems.append(
                Problem(
                    f"counters.{str(name)[:40]}",
                    "template.bad_value",
                    "A counter is named with letters, digits and _, at most 40.",
                    "Call it n.",
                )
            )
            continue
        counter = _struct(CounterDeclaration, value, f"counters.{name}", problems)
        if counter is not None:
            found[str(name)] = counter
    return found


def _size_problems(size: Size | None, stock: str, elements: tuple[Element, ...]) -> list[Problem]:
    if size is not None and stock:
        return [
            Problem(
                "size",
                "template.conflict",
                "size and stock both give the size of the label.",
                "Leave one of them out.",
            )
        ]
    if stock:
        label = label_stock.find(stock, "stock").label
    elif size is not None:
        label = (size.width, size.height)
    else:
        return [
            Problem(
                "size",
                "template.missing",
                "The template has neither size nor stock.",
                "Give size as width and height in mm, or the name of a stock.",
            )
        ]
    problems = []
    for index, element in enumerate(elements):
        width, height = extent(element)
        # A hundredth of a millimetre: decimals of mm have no exact sum.
        if element.left + width > label[0] + 0.01 or element.top + height > label[1] + 0.01:
            problems.append(
                Problem(
                    f"elements[{index}]",
                    "template.outside",
                    f"It ends at {element.left + width:g}, {element.top + height:g} mm, outside "
                    f"the label of {label[0]:g} × {label[1]:g} mm.",
                    "Move it, make it smaller, or enlarge the label.",
                )
            )
    return problems
