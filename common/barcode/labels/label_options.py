"""Options of labels: the sheet, the printed columns and the first label."""

import math
import typing
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from common.barcode.labels import label_stock
from common.barcode.labels.label_stock import Template
from common.barcode.model import options
from common.barcode.model.errors import OptionError, Problem

TEMPLATES = (*label_stock.SHEETS, *label_stock.GRIDS, "roll")
MIN_SIDE, MAX_SIDE = 8.0, 1_000.0  # mm
MAX_LINES = 6
MAX_NAME = 40  # characters of the name of a template


class LabelOptions(Struct, frozen=True, kw_only=True):
    """Options of labels. Columns are those of the table, or data, format, filename and row."""

    template: Annotated[
        str,
        Meta(description=f"The sheet: {', '.join(TEMPLATES)}.", examples=["L7160"]),
    ] = "L7160"
    columns: Annotated[int, Meta(ge=1, le=50, description="A4 and Letter: columns of labels.")] = 3
    rows: Annotated[int, Meta(ge=1, le=100, description="A4 and Letter: rows of labels.")] = 8
    margin: Annotated[
        float, Meta(ge=0, le=100, description="A4 and Letter: margin around the labels in mm.")
    ] = 10.0
    gap: Annotated[
        float, Meta(ge=0, le=50, description="A4 and Letter: gap between labels in mm.")
    ] = 2.0
    label_width: Annotated[
        float, Meta(ge=MIN_SIDE, le=MAX_SIDE, description="Roll: width of a label in mm.")
    ] = 50.0
    label_height: Annotated[
        float, Meta(ge=MIN_SIDE, le=MAX_SIDE, description="Roll: height of a label in mm.")
    ] = 30.0
    title: Annotated[
        str, Meta(max_length=200, description="The column printed above the barcode.")
    ] = ""
    lines: Annotated[
        str,
        Meta(
            max_length=1_000,
            description="Columns printed below the barcode, one line each, separated by commas.",
        ),
    ] = ""
    start: Annotated[
        int,
        Meta(
            ge=1,
            le=5_000,
            description="The first label of the first sheet to print, counted row by row.",
        ),
    ] = 1
    cut_marks: Annotated[
        bool, Meta(description="Print marks for cutting into the sheet's margins.")
    ] = False

    @property
    def line_columns(self) -> tuple[str, ...]:
        """Return the columns that are printed below the barcode."""
        return tuple(name.strip() for name in self.lines.split(",") if name.strip())


_TITLES = {
    **{id: sheet.title for id, sheet in label_stock.SHEETS.items()},
    **{id: f"{id}: a grid of your own" for id in label_stock.GRIDS},
    "roll": "Roll: a label a page, for label printers",
}

# The templates to which an option applies.
_ONLY = {
    **dict.fromkeys(("columns", "rows", "margin", "gap"), ("A4", "Letter")),
    **dict.fromkeys(("label_width", "label_height"), ("roll",)),
    "cut_marks": (*label_stock.SHEETS, *label_stock.GRIDS),
    "start": (*label_stock.SHEETS, *label_stock.GRIDS),
}


def parse(given: Mapping[str, object]) -> LabelOptions:
    """Return the options in *given*, whose values are text as in a query string.

    Raises:
        OptionError: a name is unknown, a value is malformed, or an option does not apply to the
            template.
    """
    fields = {field.name: field for field in msgspec.structs.fields(LabelOptions)}
    values: dict[str, Any] = {}
    problems = []
    for name, value in given.items():
        if name not in fields:
            problems.append(_unknown(name, tuple(fields)))
            continue
        try:
            values[name] = _read(value, fields[name].type)
        except ValueError:  # msgspec's ValidationError is one
            problems.append(_malformed(name, value))
    if problems:
        raise OptionError(*problems)
    return _check(LabelOptions(**values), values)


def schema() -> dict[str, Any]:
    """Return the options as a flat JSON Schema.

    `x-enumDescriptions` describes each template, `x-templates` lists the templates to which an
    option applies.
    """
    properties: dict[str, Any] = {}
    for field in msgspec.structs.fields(LabelOptions):
        properties[field.name] = {**msgspec.json.schema(field.type), "default": field.default}
    properties["template"]["enum"] = list(TEMPLATES)
    properties["template"]["x-enumDescriptions"] = dict(_TITLES)
    for name, templates in _ONLY.items():
        properties[name]["x-templates"] = list(templates)
    return {"type": "object", "properties": properties, "additionalProperties": False}


def sheet(choices: LabelOptions) -> Template:
    """Return the sheet of *choices*.

    Raises:
        OptionError: its labels would be too small for a barcode.
    """
    name = choices.template
    if name == "roll":
        return label_stock.roll(choices.label_width, choices.label_height)
    if name in label_stock.SHEETS:
        return label_stock.SHEETS[name]
    grid = label_stock.grid(
        name, label_stock.GRIDS[name], choices.columns, choices.rows, choices.margin, choices.gap
    )
    if min(grid.label) < MIN_SIDE:
        width, height = (max(0.0, side) for side in grid.label)
        raise OptionError.of(
            "rows" if height < MIN_SIDE else "columns",
            "labels.too_small",
            f"A label would be {width:.1f} × {height:.1f} mm.",
            f"Use fewer columns and rows: each side must be at least {MIN_SIDE:g} mm.",
        )
    return grid


def _check(choices: LabelOptions, given: Mapping[str, object]) -> LabelOptions:
    known = {name.casefold(): name for name in TEMPLATES}
    template = known.get(choices.template.casefold())
    if template is None:
        raise OptionError.of(
            "template",
            "labels.unknown_template",
            f"There is no template {choices.template[:40]!r}.",
            f"Use one of {', '.join(TEMPLATES)}.",
        )
    problems = [
        Problem(
            name,
            "option.not_applicable",
            f"{name} does not apply to {template}.",
            f"Leave it out, or use {' or '.join(_ONLY[name])}.",
        )
        for name in given
        if name in _ONLY and template not in _ONLY[name]
    ]
    if len(choices.line_columns) > MAX_LINES:
        problems.append(
            Problem(
                "lines",
                "option.bad_value",
                f"lines names {len(choices.line_columns)} columns.",
                f"Name at most {MAX_LINES}.",
            )
        )
    if problems:
        raise OptionError(*problems)
    chosen = msgspec.structs.replace(choices, template=template)
    count = sheet(chosen).count
    if chosen.start > count:
        raise OptionError.of(
            "start",
            "option.bad_value",
            f"The sheet has {count} labels.",
            f"Give a number from 1 to {count}.",
            str(count),
        )
    return chosen


def _read(value: object, declared: Any) -> object:
    is_bool = declared is not str and typing.get_args(declared)[0] is bool
    given = options.parse_bool(value) if is_bool and isinstance(value, str) else value
    converted = msgspec.convert(given, declared, strict=False)
    # Comparisons with NaN are false, so that it passes every bound.
    if isinstance(converted, float) and not math.isfinite(converted):
        raise ValueError
    return converted


def _malformed(name: str, value: object) -> Problem:
    if isinstance(value, list):
        fix = "Give it once, separated by commas." if name == "lines" else "Give it once."
        return Problem(name, "option.repeated", f"{name} is given {len(value)} times.", fix)
    declared = schema()["properties"][name]
    expected = {
        "integer": "a whole number from {minimum:,} to {maximum:,}",
        "number": "a number from {minimum:g} to {maximum:,g}",
        "boolean": "true or false",
        "string": "a text of at most {maxLength:,} characters",
    }[declared["type"]].format_map({"maxLength": MAX_NAME, **declared})
    quoted = repr(str(value)[:40])
    return Problem(
        name, "option.bad_value", f"{name} is {expected}, not {quoted}.", f"Give {expected}."
    )


def _unknown(name: str, known: tuple[str, ...]) -> Problem:
    given = name[:40]
    return Problem(
        given,
        "option.unknown",
        f"Labels have no option {given!r}.",
        f"The options are {', '.join(known)}. The table gives options of barcodes.",
    )
