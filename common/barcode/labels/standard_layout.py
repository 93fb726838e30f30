"""The layout of labels without a template: a title, the barcode of the row, and lines of text."""

from common.barcode.labels.label import MM_PER_POINT
from common.barcode.labels.template import BarcodeElement, Element, Template, TextElement

MAX_LINES = 6
_PADDING, _MAX_PADDING_SHARE = 2.0, 0.06
_TITLE_SHARE, _MAX_TITLE, _MIN_TEXT = 0.13, 4.2, 1.4  # of the label's height; mm an em
_LINE_OF_TITLE = 0.8
_LEADING = 1.25


TITLE = "title"


def line(number: int) -> str:
    """Return the placeholder of a line, counted from 0."""
    return f"line{number + 1}"


def template(size: tuple[float, float], *, has_title: bool, lines: int) -> Template:
    """Return the template of a label, whose placeholders are `TITLE` and `line`.

    Args:
        size: width and height of the label in mm.
        has_title: True for a text above the barcode.
        lines: number of texts below it.
    """
    width, height = size
    padding = min(_PADDING, _MAX_PADDING_SHARE * min(size))
    inner = width - 2 * padding
    em = min(_MAX_TITLE, _TITLE_SHARE * height)
    top, bottom = padding, height - padding
    elements: list[Element] = []
    if has_title:
        elements.append(_text(TITLE, padding, top, inner, em))
        top += _LEADING * em
    small = em * _LINE_OF_TITLE
    # From the bottom up: what is left between title and lines is for the barcode.
    for number in reversed(range(lines)):
        bottom -= _LEADING * small
        # The quarter of an em that the leading adds is above the line.
        elements.append(_text(line(number), padding, bottom + 0.25 * small, inner, small))
    elements.append(
        BarcodeElement(left=padding, top=top, width=inner, height=max(0.1, bottom - top))
    )
    return Template(elements=tuple(elements))


def _text(name: str, left: float, top: float, width: float, em: float) -> TextElement:
    return TextElement(
        text=f"{{{name}}}",
        left=left,
        top=top,
        width=width,
        height=em,
        font_size=em / MM_PER_POINT,
        # A title may become smaller than the others, but not too small to read.
        min_font_size=min(em, _MIN_TEXT) / MM_PER_POINT,
        wrap=False,
        align="center",
    )
