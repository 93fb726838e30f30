"""Options of labels: what is on a label, the sheet or roll, and the first label."""

import math
import typing
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct, structs

from common.barcode.labels import builtin, label_stock, standard_layout, template_document
from common.barcode.labels.label_stock import Stock
from common.barcode.labels.template import Template
from common.barcode.model import options
from common.barcode.model.errors import OptionError, Problem

MIN_SIDE, MAX_SIDE = 8.0, 1_000.0  # mm
MAX_LINES = standard_layout.MAX_LINES
MAX_DOCUMENT = 16_000  # characters of a template in a query
ROLL = "roll"
# Names of `template` that are a stock; the layout is then a title, the barcode, and lines.
STOCKS = (*label_stock.SHEETS, *label_stock.GRIDS, ROLL, *label_stock.ROLLS)

# Returns the document of a caller's own template, or None.
FindTemplate = Callable[[str], Template | None]


def no_templates(name: str) -> Template | None:
    """Return None: there are no templates but those of the product."""
    return None


class LabelOptions(Struct, frozen=True, kw_only=True):
    """Options of labels. Columns are those of the table, or data, format, filename and row."""

    template: Annotated[
        str,
        Meta(
            max_length=MAX_DOCUMENT,
            description="What is on a label: the name of a label template, or a template as JSON. "
            "Or a sheet or roll, for a barcode with title and lines: L7160, 5160, A4, Letter, "
            "roll, dymo-99012, dk-22205 and many more.",
            examples=["L7160", "product-price"],
        ),
    ] = "L7160"
    stock: Annotated[
        str,
        Meta(
            max_length=60,
            description="The sheet or roll for a label template, instead of its own.",
            examples=["L7163"],
        ),
    ] = ""
    columns: Annotated[int, Meta(ge=1, le=50, description="A4 and Letter: columns of labels.")] = 3
    rows: Annotated[int, Meta(ge=1, le=100, description="A4 and Letter: rows of labels.")] = 8
    margin: Annotated[
        float, Meta(ge=0, le=100, description="A4 and Letter: margin around the labels in mm.")
    ] = 10.0
    gap: Annotated[
        float, Meta(ge=0, le=50, description="A4 and Letter: gap between labels in mm.")
    ] = 2.0
    margin_left: Annotated[
        float,
        Meta(ge=0, le=200, description="A4 and Letter with label_width: left of the first label."),
    ] = 10.0
    margin_top: Annotated[
        float,
        Meta(ge=0, le=200, description="A4 and Letter with label_width: top of the first label."),
    ] = 10.0
    pitch_across: Annotated[
        float,
        Meta(
            ge=0,
            le=300,
            description="A4 and Letter with label_width: from a label to the next in mm; 0 is "
            "label_width.",
        ),
    ] = 0.0
    pitch_down: Annotated[
        float,
        Meta(
            ge=0,
            le=300,
            description="A4 and Letter with label_width: from a row to the next in mm; 0 is "
            "label_height.",
        ),
    ] = 0.0
    label_width: Annotated[
        float,
        Meta(
            ge=MIN_SIDE,
            le=MAX_SIDE,
            description="Roll, and a grid of your own on A4 and Letter: width of a label in mm.",
        ),
    ] = 50.0
    label_height: Annotated[
        float,
        Meta(
            ge=MIN_SIDE,
            le=MAX_SIDE,
            description="Roll, and a grid of your own on A4 and Letter: height of a label in mm.",
        ),
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


class Chosen(Struct, frozen=True):
    """Label options with what they name.

    Attributes:
        options: the options.
        stock: the sheet or roll.
        template: what is on a label; its size is at most the stock's label.
        given: the options that the request gives.
        is_standard: True if the template has the placeholders of `standard_layout` instead of
            columns.
    """

    options: LabelOptions
    stock: Stock
    template: Template
    given: Mapping[str, object] = {}
    is_standard: bool = False


_TITLES = {
    **{id: sheet.title for id, sheet in label_stock.SHEETS.items()},
    **{id: f"{id}: a grid of your own" for id in label_stock.GRIDS},
    ROLL: "Roll: a label a page, for label printers",
    **{id: each.title for id, each in label_stock.ROLLS.items()},
}
_CONTINUOUS = tuple(id for id, each in label_stock.ROLLS.items() if each.continuous)
_GRID_SIZES = ("margin_left", "margin_top", "pitch_across", "pitch_down")
# The stocks to which an option applies.
_ONLY = {
    **dict.fromkeys(("columns", "rows", "margin", "gap", *_GRID_SIZES), ("A4", "Letter")),
    "label_width": (ROLL, "A4", "Letter"),
    "label_height": (ROLL, "A4", "Letter", *_CONTINUOUS),
    "cut_marks": (*label_stock.SHEETS, *label_stock.GRIDS),
    "start": (*label_stock.SHEETS, *label_stock.GRIDS),
}
_SHOWN = 6  # stocks that an error names


def parse(given: Mapping[str, object], find_template: FindTemplate = no_templates) -> Chosen:
    """Return the options in *given*, whose values are text as in a query string.

    Args:
        given: options by name; the template may be a document, too.
        find_template: returns a template of the caller's own.

    Raises:
        OptionError: a name is unknown, a value is malformed, an option does not apply, or labels
            would be too small.
    """
    fields = {field.name: field for field in structs.fields(LabelOptions)}
    values: dict[str, Any] = {}
    problems = []
    document: Template | None = None
    for name, value in given.items():
        if name == "template" and isinstance(value, Mapping):
            document = template_document.parse(value)
            continue
        if name not in fields:
            problems.append(_unknown(name, tuple(fields)))
            continue
        try:
            values[name] = _read(value, fields[name].type)
        except ValueError:  # msgspec's ValidationError is one
            problems.append(_malformed(name, value))
    if problems:
        raise OptionError(*problems)
    return _choose(LabelOptions(**values), given, find_template, document)


def schema() -> dict[str, Any]:
    """Return the options as a flat JSON Schema.

    `x-enumDescriptions` describes each name of a template, `x-templates` lists those to which an
    option applies.
    """
    properties: dict[str, Any] = {}
    for field in structs.fields(LabelOptions):
        properties[field.name] = {**msgspec.json.schema(field.type), "default": field.default}
    # For the page, which makes its forms of this schema.
    properties["template"]["x-enumDescriptions"] = dict(_TITLES)
    for name, stocks in _ONLY.items():
        properties[name]["x-templates"] = list(stocks)
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _choose(
    choices: LabelOptions,
    given: Mapping[str, object],
    find_template: FindTemplate,
    document: Template | None,
) -> Chosen:
    template = document or _template(choices.template, find_template)
    if template is None:
        return _with_standard_layout(choices, given)
    problems = [
        _not_applicable(name, "a label template", "Leave it out, or name a stock as template.")
        for name in ("title", "lines")
        if name in given
    ]
    name = choices.stock or template.stock
    if name:
        id = _stock_id(name, "stock" if choices.stock else "template")
        problems += _inapplicable(id, given)
    else:
        id = ROLL
        problems += _inapplicable("its own size", given)
    if problems:
        raise OptionError(*problems)
    if not name:
        assert template.size is not None  # noqa: S101 - a template has a size or a stock
        stock = label_stock.roll(template.size.width, template.size.height)
    else:
        stock = _stock(id, choices, given)
        if template.size is not None:
            _require_room(template, stock)
    _check_start(choices, stock)
    return Chosen(choices, stock, template)


def _with_standard_layout(choices: LabelOptions, given: Mapping[str, object]) -> Chosen:
    id = _stock_id(choices.template, "template")
    # Options that have no effect on the stock are refused: the label would differ from what was
    # asked for.
    problems = _inapplicable(id, given)
    if "stock" in given:
        problems.append(
            _not_applicable("stock", id, "Leave it out: the template names a stock already.")
        )
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
    stock = _stock(id, choices, given)
    _check_start(choices, stock)
    chosen = structs.replace(choices, template=id)
    layout = standard_layout.template(
        stock.label, has_title=bool(choices.title), lines=len(choices.line_columns)
    )
    return Chosen(chosen, stock, layout, given, is_standard=True)


def _template(text: str, find_template: FindTemplate) -> Template | None:
    """Return the label template that *text* names or holds; None if it names a stock."""
    # No name begins with a brace, so that a document needs no option of its own.
    if text.lstrip().startswith("{"):
        try:
            document = msgspec.json.decode(text)
        except msgspec.DecodeError as error:
            raise OptionError.of(
                "template", "template.malformed", f"The template is no JSON: {error}.", "Mend it."
            ) from None
        return template_document.parse(document)
    if is_stock(text):
        return None
    # A caller's own template hides a built-in one of the same name.
    return find_template(text) or builtin.find(text)


def is_stock(name: str) -> bool:
    """Return True if *name* is a sheet, a roll or a grid, and so can't name a template."""
    return name.casefold() in _FOLDED or label_stock.is_known(name)


_FOLDED = {name.casefold(): name for name in (*label_stock.GRIDS, ROLL)}


def _stock_id(name: str, field: str) -> str:
    if name.casefold() in _FOLDED:
        return _FOLDED[name.casefold()]
    try:
        return label_stock.find(name, field).id
    except OptionError as error:
        if field != "template":
            raise
        (problem,) = error.problems
        raise OptionError.of(
            field,
            "labels.unknown_template",
            f"No label template, sheet or roll is called {name[:40]!r}.",
            f"{problem.fix} Templates are {', '.join(builtin.names())}.",
            problem.suggestion,
        ) from None


def _stock(id: str, choices: LabelOptions, given: Mapping[str, object]) -> Stock:
    if id == ROLL:
        return label_stock.roll(choices.label_width, choices.label_height)
    if id in label_stock.SHEETS:
        return label_stock.SHEETS[id]
    if id in label_stock.ROLLS:
        stock = label_stock.ROLLS[id]
        # Only endless rolls have a height to choose; others were refused before.
        if "label_height" in given:
            stock = label_stock.resized(stock, choices.label_height)
        return stock
    page = label_stock.GRIDS[id]
    if "label_width" in given or "label_height" in given:
        return _own_grid(id, page, choices)
    grid = label_stock.grid(id, page, choices.columns, choices.rows, choices.margin, choices.gap)
    # Margins and gaps may leave nothing, or less than nothing.
    if min(grid.label) < MIN_SIDE:
        width, height = (max(0.0, side) for side in grid.label)
        raise OptionError.of(
            "rows" if height < MIN_SIDE else "columns",
            "labels.too_small",
            f"A label would be {width:.1f} × {height:.1f} mm.",
            f"Use fewer columns and rows: each side must be at least {MIN_SIDE:g} mm.",
        )
    return grid


def _own_grid(id: str, page: tuple[float, float], choices: LabelOptions) -> Stock:
    """Return labels of a size, at a place and a pitch."""
    label = (choices.label_width, choices.label_height)
    first = (choices.margin_left, choices.margin_top)
    pitch = (choices.pitch_across or label[0], choices.pitch_down or label[1])
    counts = (choices.columns, choices.rows)
    problems = []
    for axis, (name, pitch_name) in enumerate(
        (("columns", "pitch_across"), ("rows", "pitch_down"))
    ):
        if pitch[axis] < label[axis]:
            problems.append(
                Problem(
                    pitch_name,
                    "labels.overlap",
                    f"{pitch_name} is {pitch[axis]:g} mm; a label is {label[axis]:g} mm.",
                    "Enlarge it, or make the labels smaller.",
                )
            )
        end = first[axis] + (counts[axis] - 1) * pitch[axis] + label[axis]
        # Sizes in inches are rounded to hundredths of a millimetre.
        if end > page[axis] + 0.01:
            # The last summand makes up for rounding if the labels fit exactly.
            most = int((page[axis] - first[axis] - label[axis]) / pitch[axis] + 1 + 1e-6)
            problems.append(
                Problem(
                    name,
                    "labels.outside",
                    f"The labels end at {end:.1f} mm, and the page at {page[axis]:.1f} mm.",
                    f"Use at most {most} {name}, or smaller labels and margins."
                    if most > 0
                    else "Use smaller labels or margins.",
                )
            )
    if problems:
        raise OptionError(*problems)
    return Stock(id, f"{id}: a grid of your own", page, *counts, label, first, pitch)


def _require_room(template: Template, stock: Stock) -> None:
    """Raise OptionError if the labels of *stock* are smaller than *template*."""
    assert template.size is not None  # noqa: S101 - the caller checks
    size = (template.size.width, template.size.height)
    # Makers round the size of the same label differently.
    if size[0] > stock.label[0] + 0.5 or size[1] > stock.label[1] + 0.5:
        raise OptionError.of(
            "stock",
            "labels.too_small",
            f"The template is {size[0]:g} × {size[1]:g} mm, and a label of {stock.id} is "
            f"{stock.label[0]:g} × {stock.label[1]:g} mm.",
            "Choose larger labels, or make the template smaller.",
        )


def _check_start(choices: LabelOptions, stock: Stock) -> None:
    if choices.start > stock.count:
        raise OptionError.of(
            "start",
            "option.bad_value",
            f"The sheet has {stock.count} labels.",
            f"Give a number from 1 to {stock.count}.",
            str(stock.count),
        )


def _inapplicable(id: str, given: Mapping[str, object]) -> list[Problem]:
    return [
        _not_applicable(
            name,
            id,
            f"Leave it out, or use {' or '.join(_ONLY[name][:_SHOWN])}"
            f"{' or others' if len(_ONLY[name]) > _SHOWN else ''}.",
        )
        for name in given
        if name in _ONLY and id not in _ONLY[name]
    ]


def _not_applicable(name: str, to: str, fix: str) -> Problem:
    return Problem(name, "option.not_applicable", f"{name} does not apply to {to}.", fix)


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
    # The text follows the declaration, so that both give the same bounds.
    declared = schema()["properties"][name]
    expected = {
        "integer": "a whole number from {minimum:,} to {maximum:,}",
        "number": "a number from {minimum:g} to {maximum:,g}",
        "boolean": "true or false",
        "string": "a text of at most {maxLength:,} characters",
    }[declared["type"]].format_map(declared)
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
