"""One label: a barcode as large as fits and is sensible, and lines of text above and below it."""

from msgspec import Struct, structs

from common.barcode import option_constraints
from common.barcode.decode import verification as reader
from common.barcode.encode import symbology
from common.barcode.encode.symbology import Symbology
from common.barcode.layout import fit, font, human_readable_text, placement
from common.barcode.model import sizes
from common.barcode.model.errors import BarcodeError, CanvasError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol
from common.barcode.render import colours
from common.barcode.render.image_format import Drawing

MM_PER_INCH = 25.4
MM_PER_POINT = MM_PER_INCH / 72
# Widest and narrowest module that a label is given, where the row doesn't say, in mm. GS1 General
# Specifications, 5.12.3: EAN and UPC 0.264 to 0.660, GS1-128 and ITF-14 up to 1.016.
_WIDEST = {"retail": 0.66, "gs1": 1.016, "linear": 0.508, "other": 1.5}
_NARROWEST = {"retail": 0.249, "other": 0.15}
_PADDING, _MOST_PADDING_SHARE = 2.0, 0.06
_TITLE_SHARE, _MOST_TITLE, _LEAST_TEXT = 0.13, 4.2, 1.4  # of the label's height; mm an em
_LINE_OF_TITLE = 0.8
_LEADING = 1.25
_MISSING = "□"
# The face has no glyph for these, and nobody wants a box for a line's end.
_BLANKS = dict.fromkeys((*range(32), *range(127, 160), 0x2028, 0x2029), " ")


class Text(Struct, frozen=True):
    """A line of text; lengths are in mm from the label's top left corner.

    Attributes:
        text: what it says, in characters that the face has.
        left: where it begins.
        baseline: how far down it stands.
        size: an em.
    """

    text: str
    left: float
    baseline: float
    size: float


class Label(Struct, frozen=True):
    """What stands on a label; lengths are in mm from its top left corner.

    Attributes:
        texts: lines of text.
        drawing: the barcode, or None where it can't be drawn; then the texts say why.
        left: of the barcode's canvas.
        top: of it.
    """

    texts: tuple[Text, ...]
    drawing: Drawing | None = None
    left: float = 0.0
    top: float = 0.0


class Content(Struct, frozen=True):
    """What is to stand on a label.

    Attributes:
        name: by which a person finds the row; printed where the barcode can't be drawn.
        asked: the barcode; its width, height and scale in px mean nothing here.
        title: above it; may be empty.
        lines: below it.
    """

    name: str
    asked: DrawOptions
    title: str = ""
    lines: tuple[str, ...] = ()


def compose(content: Content, size: tuple[float, float], dpi: int) -> Label:
    """Lay out a label.

    Args:
        content: what is to stand on it.
        size: width and height of the label in mm.
        dpi: dots an inch of the printer; bars are whole dots wide.

    Returns:
        The label; one whose barcode can't be drawn on it says so in words.
    """
    width, height = size
    padding = min(_PADDING, _MOST_PADDING_SHARE * min(size))
    inner = width - 2 * padding
    em = min(_MOST_TITLE, _TITLE_SHARE * height)
    top, bottom = padding, height - padding
    texts = []
    if content.title:
        texts.append(_line(content.title, padding, inner, top + 0.8 * em, em))
        top += _LEADING * em
    small = em * _LINE_OF_TITLE
    for line in reversed(content.lines):
        texts.append(_line(line, padding, inner, bottom - 0.2 * small, small))
        bottom -= _LEADING * small
    try:
        drawing = _draw(content.asked, inner, bottom - top, dpi)
    except BarcodeError as error:
        return Label(tuple(_apology(content.name, error, size, padding)))
    wide, high = (dots * MM_PER_INCH / drawing.dpi for dots in drawing.size)
    return Label(tuple(texts), drawing, (width - wide) / 2, top + (bottom - top - high) / 2)


def _draw(asked: DrawOptions, width: float, height: float, dpi: int) -> Drawing:
    kind = symbology.find(asked.format)
    symbol = kind.make(asked.data, asked)
    option_constraints.check_shape(asked, symbol)
    reader.check(symbol)
    turned = bool((asked.rotate or 0) % 180)
    across, down = (height, width) if turned else (width, height)
    area = _dots(across, dpi), _dots(down, dpi)
    if min(area) < 1:
        raise _too_small("height", "The lines of text leave no room for the barcode.")
    measures = structs.replace(
        sizes.measure(structs.replace(asked, dpi=dpi, width=None, height=None, scale=None)),
        width=area[0],
        height=area[1],
    )
    text = human_readable_text.choose(symbol, asked)
    guarded = bool(asked.guardbar)
    try:
        fitted = fit.fit(symbol, text, measures, guarded=guarded)
    except CanvasError as error:
        raise _too_small("data", f"It does not fit into {width:.1f} × {height:.1f} mm.") from error
    widest = max(1, _dots(_WIDEST[_class(kind, symbol)], dpi))
    if fitted.module > widest and measures.module is None:
        capped = structs.replace(measures, module=widest, module_by="module_width")
        fitted = fit.fit(symbol, text, capped, guarded=guarded)
    narrowest = _NARROWEST.get(_class(kind, symbol), _NARROWEST["other"])
    if fitted.module * MM_PER_INCH / dpi < narrowest - 0.5 * MM_PER_INCH / dpi:
        raise _too_small("data", f"Its modules would be narrower than {narrowest:g} mm.")
    return Drawing(
        layout=placement.place(symbol, text, fitted),
        ink=colours.choose(asked),
        dpi=dpi,
        turn=asked.rotate or 0,
        in_mm=True,
    )


def _class(kind: Symbology, symbol: Symbol) -> str:
    if symbol.shape != "linear":
        return "other"
    return kind.family if kind.family in _WIDEST else "linear"


def _too_small(field: str, message: str) -> CanvasError:
    return CanvasError.of(
        field,
        "labels.too_small",
        message,
        "Take larger labels, fewer lines, or smaller sizes in mm.",
    )


def _dots(length: float, dpi: int) -> int:
    return int(length * dpi / MM_PER_INCH)


def _line(text: str, left: float, width: float, baseline: float, size: float) -> Text:
    """Centre *text* in *width*: smaller where it is long, cut with an ellipsis where very long."""
    shown = printable(text)
    size = max(min(size, _LEAST_TEXT), min(size, width / max(_width(shown, 1.0), 1e-9)))
    if _width(shown, size) > width:
        while shown and _width(shown + "…", size) > width:
            shown = shown[: -max(1, len(shown) // 50)]
        shown += "…"
    return Text(shown, left + (width - _width(shown, size)) / 2, baseline, size)


def printable(text: str) -> str:
    """Return *text* with an empty box for each character that the face can't print."""
    shown = text[:1_000].translate(_BLANKS)
    return shown.translate({ord(character): _MISSING for character in font.lacking(shown)})


def _width(text: str, size: float) -> float:
    return sum([font.glyph(character).advance for character in text]) * size / font.units_per_em()


def _apology(
    name: str, error: BarcodeError, size: tuple[float, float], padding: float
) -> list[Text]:
    """Return what stands on the label in place of a barcode."""
    width = size[0] - 2 * padding
    em = min(3.0, size[1] / 8)
    lines = [f"{name}: no barcode", *(str(problem) for problem in error.problems)]
    found: list[Text] = []
    down = padding + em
    for line in _wrapped(printable(" ".join(lines)), width, em):
        if down > size[1] - padding:
            break
        found.append(Text(line, padding, down, em))
        down += _LEADING * em
    return found


def _wrapped(text: str, width: float, size: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _width(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
