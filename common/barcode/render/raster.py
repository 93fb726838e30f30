"""A layout as pixels: a bit each, in rows that a PNG can take as they are."""

import io
from itertools import groupby

from msgspec import Struct
from PIL import Image, ImageDraw

from common.barcode.layout import hexagons
from common.barcode.layout.placement import Band, Layout
from common.barcode.render import glyph_bitmaps
from common.barcode.render.image_format import Drawing

_TO_DIGITS = bytes.maketrans(b"\x00\x01", b"01")


class Bitmap(Struct, frozen=True):
    """Pixels.

    Attributes:
        width: of the picture.
        height: of the picture.
        rows: top to bottom; each is a zero byte (PNG's filter type None) and then a bit a pixel,
            the leftmost highest, 1 is dark, zeros up to the next whole byte.
    """

    width: int
    height: int
    rows: bytes

    @property
    def stride(self) -> int:
        """Return the bytes from a row to the next."""
        return 1 + (self.width + 7) // 8


def draw(layout: Layout) -> Bitmap:
    """Draw *layout*, not turned."""
    stride = 1 + (layout.width + 7) // 8
    rows = _hexagons(layout) if layout.hexagons else _bars(layout, stride)
    if layout.lines:
        rows = _write(rows, layout, stride)
    return Bitmap(layout.width, layout.height, rows)


def _bars(layout: Layout, stride: int) -> bytes:
    parts = []
    at = 0
    for _, alike in groupby(layout.bands, key=_place):
        bands = list(alike)
        scanlines = _scanlines(bands, layout.module, stride)
        for start, band in zip(range(0, len(scanlines), stride), bands, strict=True):
            if band.top > at:
                parts.append(bytes(stride * (band.top - at)))
            parts.append(scanlines[start : start + stride] * band.height)
            at = band.top + band.height
    parts.append(bytes(stride * (layout.height - at)))
    return b"".join(parts)


def _hexagons(layout: Layout) -> bytes:
    picture = Image.new("1", (layout.width, layout.height))
    pen = ImageDraw.Draw(picture)
    first = layout.bands[0]
    place = (first.left, first.top, layout.module)
    for polygon in hexagons.hexagons([band.modules for band in layout.bands], *place):
        pen.polygon(polygon, fill=1)
    for outer, inner in reversed(list(hexagons.rings(*place))):
        pen.polygon(outer, fill=1)
        pen.polygon(inner, fill=0)
    return _bitmap(picture).rows


def _place(band: Band) -> tuple[int, int]:
    return band.left, len(band.modules)


def _scanlines(bands: list[Band], module: int, stride: int) -> bytes:
    """Return a row of pixels for each of *bands*, which are of one width and place, in one go."""
    left, count = _place(bands[0])
    spare = 8 * stride - 8 - left - count * module
    between = b"0" * (spare + 8 + left)
    digits = b"\n".join([band.modules for band in bands]).translate(_TO_DIGITS)
    if module > 1:
        digits = digits.replace(b"0", b"0" * module).replace(b"1", b"1" * module)
    pixels = int(digits.replace(b"\n", between), 2) << spare
    return pixels.to_bytes(stride * len(bands), "big")


def _write(rows: bytes, layout: Layout, stride: int) -> bytes:
    """Lay the text over *rows*."""
    bits = 8 * stride
    ink = 0  # rows from the picture's lowest, so that it is short where the text is low
    inks = glyph_bitmaps.inks(layout.size, bits)
    for line in layout.lines:
        under = (layout.height - 1 - line.baseline) * bits - 8
        for character, pen in zip(line.text, line.pens, strict=True):
            pixels, low = inks[character]
            ink |= pixels << (under - low * bits - pen)
    size = (ink.bit_length() + 7) // 8
    below = int.from_bytes(rows[len(rows) - size :], "big") | ink
    return rows[: len(rows) - size] + below.to_bytes(size, "big")


def turned(drawing: Drawing) -> Bitmap:
    """Draw the layout of *drawing* and turn it."""
    bitmap = draw(drawing.layout)
    if not drawing.turn:
        return bitmap
    picture = image(bitmap).transpose(_TURNS[drawing.turn])
    return _bitmap(picture)


def image(bitmap: Bitmap) -> Image.Image:
    """Return *bitmap* as a Pillow picture of mode 1 in which dark pixels are set."""
    size = (bitmap.width, bitmap.height)
    return Image.frombytes("1", size, bitmap.rows[1:] + b"\x00", "raw", "1", bitmap.stride)


def coloured(drawing: Drawing) -> Image.Image:
    """Draw *drawing* as a Pillow picture of mode P: 0 is background, 1 foreground."""
    bitmap = turned(drawing)
    size = (bitmap.width, bitmap.height)
    pixels = bitmap.rows[1:] + b"\x00"
    picture = Image.frombytes("P", size, pixels, "raw", "P;1", bitmap.stride)
    picture.putpalette([*drawing.ink.background, *drawing.ink.foreground], "RGBA")
    return picture


def magnified(drawing: Drawing, times: int) -> bytes:
    """Draw *drawing* as a PNG, each dot *times* as wide and high."""
    picture = coloured(drawing)
    body = io.BytesIO()
    size = (picture.width * times, picture.height * times)
    picture.resize(size, Image.Resampling.NEAREST).save(body, "PNG", compress_level=1)
    return body.getvalue()


def _bitmap(picture: Image.Image) -> Bitmap:
    width, height = picture.size
    packed, stride = picture.tobytes(), (width + 7) // 8
    rows = b"".join(
        [b"\x00" + packed[at : at + stride] for at in range(0, height * stride, stride)]
    )
    return Bitmap(width, height, rows)


_TURNS = {
    90: Image.Transpose.ROTATE_270,  # Pillow turns the other way
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}
