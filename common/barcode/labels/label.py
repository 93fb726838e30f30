"""A label that is laid out: barcodes, lines of text, boxes and pictures at their positions.

All lengths are in mm from the label's top left corner. Writers of PDF, of bitmaps and of printers'
languages draw it.
"""

from typing import Literal

from msgspec import Struct

from common.barcode.layout.faces import Placed
from common.barcode.model.style import Style
from common.barcode.model.symbol import Symbol
from common.barcode.render.image_format import Drawing

Align = Literal["left", "center", "right"]

MM_PER_INCH = 25.4
MM_PER_POINT = MM_PER_INCH / 72


class Text(Struct, frozen=True):
    """A line of text.

    Attributes:
        text: the text, in logical order.
        left: of the begin of the line, before the rotation.
        baseline: of the begin of the line, before the rotation.
        size: an em.
        width: length of the line.
        align: the edge or middle that a printer keeps if it uses a font of its own.
        glyphs: from left to right; empty if the bundled font sets *text* without shaping.
        rotation: degrees clockwise about the begin of the line: 0, 90, 180 or 270.
    """

    text: str
    left: float
    baseline: float
    size: float
    width: float
    align: Align = "left"
    glyphs: tuple[Placed, ...] = ()
    rotation: int = 0


class Barcode(Struct, frozen=True):
    """A barcode.

    Attributes:
        symbol: the symbol.
        drawing: its layout.
        left: left edge of the barcode with its quiet zone and frame.
        top: top edge of it.
        style: its look; None for plain modules.
    """

    symbol: Symbol
    drawing: Drawing
    left: float
    top: float
    style: Style | None = None


class Box(Struct, frozen=True):
    """A rectangle, filled or framed; a line is a filled one.

    Attributes:
        left: left edge.
        top: top edge.
        width: width, frame included.
        height: height, frame included.
        frame: thickness of the frame; 0 fills the rectangle.
    """

    left: float
    top: float
    width: float
    height: float
    frame: float = 0.0


class Image(Struct, frozen=True):
    """Pixels of a picture.

    Attributes:
        width: pixels of a row.
        height: rows.
        grey: a byte a pixel, top to bottom, 0 is black.
    """

    width: int
    height: int
    grey: bytes


class Picture(Struct, frozen=True):
    """A picture that fills a rectangle."""

    image: Image
    left: float
    top: float
    width: float
    height: float


class Label(Struct, frozen=True):
    """A label.

    Attributes:
        texts: lines of text.
        barcodes: none if one of them can't be drawn; then the texts give the reason.
        boxes: rectangles and lines.
        pictures: below everything else.
    """

    texts: tuple[Text, ...] = ()
    barcodes: tuple[Barcode, ...] = ()
    boxes: tuple[Box, ...] = ()
    pictures: tuple[Picture, ...] = ()
