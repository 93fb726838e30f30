"""Layout of one label: a barcode, as large as fits, with lines of text above and below it."""

from typing import Literal

from msgspec import Struct, structs

from common.barcode import option_constraints
from common.barcode.decode import verification
from common.barcode.encode import symbology
from common.barcode.encode.symbology import Symbology
from common.barcode.layout import bar_width, fit, font, human_readable_text, placement, print_size
from common.barcode.model import sizes
from common.barcode.model.errors import BarcodeError, CanvasError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol
from common.barcode.render import colours, raster
from common.barcode.render.image_format import Drawing

Align = Literal["left", "center", "right"]

MM_PER_INCH = 25.4
MM_PER_POINT = MM_PER_INCH / 72
# Widest module, if the row gives none, and narrowest module, in mm. GS1 General Specifications,
# 5.12.3: EAN and UPC 0.264 to 0.660, GS1-128 and ITF-14 up to 1.016.
_WIDEST = {"retail": 0.66, "gs1": 1.016, "linear": 0.508, "other": 1.5}
_NARROWEST = {"retail": 0.249, "other": 0.15}
_PADDING, _MAX_PADDING_SHARE = 2.0, 0.06
_TITLE_SHARE, _MAX_TITLE, _MIN_TEXT = 0.13, 4.2, 1.4  # of the label's height; mm an em
_LINE_OF_TITLE = 0.8
_LEADING = 1.25
_MISSING = "□"
# Control characters and line ends have no glyph; a space is better than an empty box.
_BLANKS = dict.fromkeys((*range(32), *range(127, 160), 0x2028, 0x2029), " ")


class Text(Struct, frozen=True):
    """A line of text; lengths are in mm from the top left corner of the label.

    Attributes:
        text: the text, in characters that the font has.
        left: left edge of the text.
        baseline: distance of the baseline from the top.
        size: an em.
        width: length of the text in the bundled font.
        align: the edge or middle that a printer keeps if it uses a font of its own.
    """

    text: str
    left: float
    baseline: float
    size: float
    width: float
    align: Align = "left"


class Barcode(Struct, frozen=True):
    """A barcode on a label; lengths are in mm from the label's top left corner.

    Attributes:
        symbol: the symbol.
        drawing: its layout.
        left: left edge of the barcode with its quiet zone.
        top: top edge of it.
    """

    symbol: Symbol
    drawing: Drawing
    left: float
    top: float


class Label(Struct, frozen=True):
    """Layout of a label; lengths are in mm from its top left corner.

    Attributes:
        texts: lines of text.
        barcodes: none if one of them can't be drawn; then the texts give the reason.
    """

    texts: tuple[Text, ...]
    barcodes: tuple[Barcode, ...] = ()


class Content(Struct, frozen=True):
    """Content of a label.

    Attributes:
        name: name of the table row; printed if the barcode can't be drawn.
        options: options of the barcode; sizes in px (width, height, scale) have no effect.
        title: text above the barcode; may be empty.
        lines: texts below the barcode.
    """

    name: str
    options: DrawOptions
    title: str = ""
    lines: tuple[str, ...] = ()


def compose(content: Content, size: tuple[float, float], dpi: int) -> Label:
    """Return the layout of a label.

    Args:
        content: the content.
        size: width and height of the label in mm.
        dpi: resolution of the printer in dots per inch; bars are whole dots wide.

    Returns:
        The label. If its barcode can't be drawn, its texts give the reason.
    """
    width, height = size
    padding = min(_PADDING, _MAX_PADDING_SHARE * min(size))
    inner = width - 2 * padding
    em = min(_MAX_TITLE, _TITLE_SHARE * height)
    top, bottom = padding, height - padding
    texts = []
    if content.title:
        texts.append(_line(content.title, padding, inner, top + 0.8 * em, em))
        top += _LEADING * em
    small = em * _LINE_OF_TITLE
    # From the bottom up: what is left between title and lines is for the barcode.
    for line in reversed(content.lines):
        texts.append(_line(line, padding, inner, bottom - 0.2 * small, small))
        bottom -= _LEADING * small
    try:
        symbol, drawing = _draw(content.options, inner, bottom - top, dpi)
    except BarcodeError as error:
        return Label(tuple(_error_texts(content.name, error, size, padding)))
    wide, high = (dots * MM_PER_INCH / drawing.dpi for dots in drawing.size)
    left, top = (width - wide) / 2, top + (bottom - top - high) / 2
    return Label(tuple(texts), (Barcode(symbol, drawing, left, top),))


def _draw(options: DrawOptions, width: float, height: float, dpi: int) -> tuple[Symbol, Drawing]:
    """Return the symbol, and the largest sensible drawing of it for *width* × *height* mm.

    Raises:
        BarcodeError: the barcode can't be drawn, or does not fit.
    """
    kind = symbology.find(options.format)
    symbol = kind.make(options.data, options)
    option_constraints.check_shape(options, symbol)
    verification.check(symbol)
    sideways = bool((options.rotate or 0) % 180)
    across, down = (height, width) if sideways else (width, height)
    area = _dots(across, dpi), _dots(down, dpi)  # before the rotation of the barcode
    if min(area) < 1:
        raise _too_small("height", "The lines of text leave no room for the barcode.")
    requested = structs.replace(
        sizes.from_options(structs.replace(options, dpi=dpi, width=None, height=None, scale=None)),
        width=area[0],
        height=area[1],
    )
    text = human_readable_text.choose(symbol, options)
    guarded = options.guardbar
    try:
        canvas = fit.fit(symbol, text, requested, guarded=guarded)
    except CanvasError as error:
        raise _too_small("data", f"It does not fit into {width:.1f} × {height:.1f} mm.") from error
    rule = symbol.print_rule
    widest = max(1, _dots(_WIDEST[_class(kind, symbol)], dpi))
    if rule.width_mm:
        widest = print_size.preferred_module(rule, requested)
    # A short barcode does not grow to the width of the label: scanners need X in its range.
    if canvas.module > widest and requested.module is None:
        capped = structs.replace(requested, module=widest, module_by="module_width")
        canvas = fit.fit(symbol, text, capped, guarded=guarded)
    narrowest = _NARROWEST.get(_class(kind, symbol), _NARROWEST["other"])
    # Rounding a module to whole dots may make it up to half a dot narrower than the bound.
    if canvas.module * MM_PER_INCH / dpi < narrowest - 0.5 * MM_PER_INCH / dpi:
        raise _too_small("data", f"Its modules would be narrower than {narrowest:g} mm.")
    drawing = Drawing(
        layout=placement.place(
            symbol,
            canvas,
            bar_width.reduction(options, symbol, canvas.module, dpi, in_dots=True),
        ),
        colours=colours.choose(options),
        dpi=dpi,
        rotation=options.rotate or 0,
        in_mm=True,
    )
    if symbol.has_swiss_cross or symbol.wide_ratio or drawing.layout.reduction:
        verification.check_image(symbol, raster.magnified(drawing, 1), "data")
    return symbol, drawing


def _class(kind: Symbology, symbol: Symbol) -> str:
    if symbol.shape != "linear":
        return "other"
    return kind.family if kind.family in _WIDEST else "linear"


def _too_small(field: str, message: str) -> CanvasError:
    return CanvasError.of(
        field,
        "labels.too_small",
        message,
        "Use larger labels, fewer lines, or smaller sizes in mm.",
    )


def _dots(length: float, dpi: int) -> int:
    return int(length * dpi / MM_PER_INCH)


def _line(text: str, left: float, width: float, baseline: float, size: float) -> Text:
    """Return *text*, centred in *width* mm: smaller if it is long, cut if it is very long."""
    line = printable(text)
    size = max(min(size, _MIN_TEXT), min(size, width / max(_width(line, 1.0), 1e-9)))
    if _width(line, size) > width:
        # Cutting 2 % at a time keeps the time for a line of any length short.
        while line and _width(line + "…", size) > width:
            line = line[: -max(1, len(line) // 50)]
        line += "…"
    length = _width(line, size)
    return Text(line, left + (width - length) / 2, baseline, size, length, "center")


def printable(text: str) -> str:
    """Return *text*, at most 1,000 characters, with an empty box for each that can't be printed."""
    line = text[:1_000].translate(_BLANKS)
    return line.translate({ord(character): _MISSING for character in font.unprintable(line)})


def _width(text: str, size: float) -> float:
    return sum([font.glyph(character).advance for character in text]) * size / font.units_per_em()


def _error_texts(
    name: str, error: BarcodeError, size: tuple[float, float], padding: float
) -> list[Text]:
    """Return the texts in place of a barcode that can't be drawn."""
    width = size[0] - 2 * padding
    em = min(3.0, size[1] / 8)
    lines = [f"{name}: no barcode", *(str(problem) for problem in error.problems)]
    texts: list[Text] = []
    down = padding + em
    for line in _wrapped(printable(" ".join(lines)), width, em):
        if down > size[1] - padding:
            break
        texts.append(Text(line, padding, down, em, _width(line, em)))
        down += _LEADING * em
    return texts


def _wrapped(text: str, width: float, size: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _width(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
