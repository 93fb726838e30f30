"""A layout as pixels of one bit, in rows that a PNG can contain without conversion.

A character is one integer whose bits are pixels of the picture, so that adding it to the picture
costs a shift and an OR.
"""

import io
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from msgspec import Struct
from PIL import Image, ImageDraw, ImageFont

from common.barcode.layout import font, hexagons
from common.barcode.layout.placement import Band, Layout
from common.barcode.render.image_format import Drawing

_TO_DIGITS = bytes.maketrans(b"\x00\x01", b"01")
_KEPT_SIZE = 160  # px; 1,024 glyphs of this size take 4 MB
_LARGE_GLYPH = 1 << 15  # bits; larger glyphs are not cached, which keeps the cache below 12 MB


class Bitmap(Struct, frozen=True):
    """Pixels of one bit.

    Attributes:
        width: width in pixels.
        height: height in pixels.
        rows: top to bottom; each is a zero byte (PNG's filter type None) and then a bit a pixel,
            the leftmost highest, 1 is dark, zeros up to the next whole byte.
    """

    width: int
    height: int
    rows: bytes

    @property
    def stride(self) -> int:
        """Return the bytes of a row."""
        return 1 + (self.width + 7) // 8


def draw(layout: Layout) -> Bitmap:
    """Return *layout* as pixels, without rotation."""
    stride = 1 + (layout.width + 7) // 8
    rows = _hexagons(layout) if layout.hexagons else _bars(layout, stride)
    # Text last: it is printed over what is there.
    if layout.boxes:
        rows = _boxes(rows, layout, stride)
    if layout.lines:
        rows = _write(rows, layout, stride)
    return Bitmap(layout.width, layout.height, rows)


def _bars(layout: Layout, stride: int) -> bytes:
    """Return the rows of all bands, each scanline repeated for the height of its band."""
    parts = []
    at = 0
    # Bands of one place and width are converted together.
    for _, group in groupby(layout.bands, key=_PLACE):
        bands = list(group)
        scanlines = _scanlines(bands, stride, round(layout.reduction))
        starts = range(0, len(scanlines), stride)
        first, last, height = bands[0], bands[-1], bands[0].height
        touch = last.top - first.top == height * (len(bands) - 1)
        # The rows of most symbols are equally high.
        if touch and len(set(map(_HEIGHT, bands))) == 1:
            parts.append(bytes(stride * (first.top - at)))
            parts += [scanlines[start : start + stride] * height for start in starts]
            at = last.top + height
            continue
        for start, band in zip(starts, bands, strict=True):
            parts.append(bytes(stride * (band.top - at)))
            parts.append(scanlines[start : start + stride] * band.height)
            at = band.top + band.height
    parts.append(bytes(stride * (layout.height - at)))  # the quiet zone and text below the bars
    return b"".join(parts)


def _boxes(rows: bytes, layout: Layout, stride: int) -> bytes:
    """Return *rows* with the dark rectangles over them."""
    drawn = bytearray(rows)
    for box in layout.boxes:
        # The first byte of a row is the filter byte of PNG.
        run = ((1 << box.width) - 1) << (8 * stride - 8 - box.right)
        for at in range(box.top * stride, box.bottom * stride, stride):
            row = int.from_bytes(drawn[at : at + stride], "big") | run
            drawn[at : at + stride] = row.to_bytes(stride, "big")
    return bytes(drawn)


def _hexagons(layout: Layout) -> bytes:
    picture = Image.new("1", (layout.width, layout.height))
    pen = ImageDraw.Draw(picture)
    first = layout.bands[0]
    place = (first.left, first.top, layout.module)
    for polygon in hexagons.hexagons([band.modules for band in layout.bands], *place):
        pen.polygon(polygon, fill=1)
    # From the largest ring inwards: each inner disc erases what is inside the ring.
    for outer, inner in reversed(list(hexagons.rings(*place))):
        pen.polygon(outer, fill=1)
        pen.polygon(inner, fill=0)
    return from_image(picture).rows


# Bands of one place have modules of one number: they are rows of one symbol.
_PLACE = attrgetter("left", "module")
_HEIGHT, _MODULES = attrgetter("height"), attrgetter("modules")


def _scanlines(bands: list[Band], stride: int, reduction: int) -> bytes:
    """Return a row of pixels for each of *bands*, which have one width and place.

    Bars are *reduction* pixels narrower than their modules.

    All rows are one binary number: converting it once is faster than row by row.
    """
    left, module = bands[0].left, bands[0].module
    count = len(bands[0].modules)
    spare = 8 * stride - 8 - left - count * module
    between = b"0" * (spare + 8 + left)
    digits = b"\n".join(map(_MODULES, bands)).translate(_TO_DIGITS)
    # A text replacement in C is faster than a loop over modules.
    if module > 1:
        digits = digits.replace(b"0", b"0" * module).replace(b"1", b"1" * module)
    pixels = int(digits.replace(b"\n", between), 2) << spare
    # A pixel stays dark if its left neighbour is: each step takes a pixel from the left of a bar.
    if reduction:
        for _ in range(reduction):
            pixels &= pixels >> 1
        pixels <<= reduction // 2  # so that either side has lost half of them
    return pixels.to_bytes(stride * len(bands), "big")


def _write(rows: bytes, layout: Layout, stride: int) -> bytes:
    """Return *rows* with the text over them."""
    bits = 8 * stride
    # The text is one integer of all rows. The last row of the picture is lowest in it, so that the
    # integer is short if the text is at the bottom.
    overlay = 0
    glyphs = glyph_bitmaps(layout.size, bits)
    for line in layout.lines:
        under = (layout.height - 1 - line.baseline) * bits - 8
        drawn = map(glyphs.__getitem__, line.text)
        for (pixels, low), pen in zip(drawn, line.pens, strict=True):
            overlay |= pixels << (under - low * bits - pen)
    # Only the rows from the first pixel of text on are converted.
    size = (overlay.bit_length() + 7) // 8
    below = int.from_bytes(rows[len(rows) - size :], "big") | overlay
    return rows[: len(rows) - size] + below.to_bytes(size, "big")


class GlyphBitmaps(dict[str, tuple[int, int]]):
    """Characters at one size and row length, drawn at the first look-up.

    A value is the pixels of the character and the row of the lowest of them: 0 is the first row
    below the baseline, −1 the last above it. The pixels are one integer, the lowest row in its
    lowest *stride_bits* bits. In a row, the pixel at the pen position is the highest bit.
    """

    def __init__(self, size_px: int, stride_bits: int) -> None:
        super().__init__()
        self._key = (size_px, stride_bits)

    def __missing__(self, character: str) -> tuple[int, int]:
        drawn = _glyph(character, *self._key)
        if character.isascii():  # other scripts have too many characters to cache
            self[character] = drawn
        return drawn


_cached_bitmaps = lru_cache(maxsize=32)(GlyphBitmaps)


def glyph_bitmaps(size_px: int, stride_bits: int) -> GlyphBitmaps:
    """Return the characters at an em of *size_px* pixels, for rows of *stride_bits* bits."""
    kind = GlyphBitmaps if size_px * stride_bits > _LARGE_GLYPH else _cached_bitmaps
    return kind(size_px, stride_bits)


def _glyph(character: str, size_px: int, stride_bits: int) -> tuple[int, int]:
    rows, left, lowest = (_kept_mask if size_px <= _KEPT_SIZE else _mask)(character, size_px)
    if not rows:
        return 0, lowest
    glyph = int.from_bytes(b"".join([row.ljust(stride_bits // 8, b"\0") for row in rows]), "big")
    # A glyph may reach to the left of its pen: those bits are in the row above until the position
    # of the pen shifts them.
    return (glyph >> left if left >= 0 else glyph << -left), lowest


def _mask(character: str, size_px: int) -> tuple[tuple[bytes, ...], int, int]:
    """Return the rows of a character, packed, how far it is right of its pen, and its last row."""
    # "ls" is the left end of the baseline: the pen position.
    mask, (left, top) = _font(size_px).getmask2(character, mode="1", anchor="ls")
    width, height = mask.size
    if not width or not height:
        return (), left, top + height - 1
    packed = Image.frombytes("L", (width, height), bytes(mask)).convert("1").tobytes()
    size = (width + 7) // 8
    rows = tuple([packed[at : at + size] for at in range(0, len(packed), size)])
    return rows, left, top + height - 1


# Labels of one size have the same characters: Pillow draws each of them once.
_kept_mask = lru_cache(maxsize=1024)(_mask)


@lru_cache(maxsize=64)
def _font(size_px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(
        io.BytesIO(font.data()), size_px, layout_engine=ImageFont.Layout.BASIC
    )


def rotated(drawing: Drawing) -> Bitmap:
    """Return the layout of *drawing* as pixels, rotated."""
    bitmap = draw(drawing.layout)
    if not drawing.rotation:
        return bitmap
    # Rare, so that Pillow does it.
    picture = image(bitmap).transpose(_ROTATIONS[drawing.rotation])
    return from_image(picture)


def image(bitmap: Bitmap) -> Image.Image:
    """Return *bitmap* as a Pillow image of mode 1, in which dark pixels are set."""
    # Each row begins with the filter byte of PNG; a shift by one byte moves it to the row's end.
    size = (bitmap.width, bitmap.height)
    return Image.frombytes("1", size, bitmap.rows[1:] + b"\x00", "raw", "1", bitmap.stride)


def coloured(drawing: Drawing) -> Image.Image:
    """Return *drawing* as a Pillow image of mode P: 0 is background, 1 is foreground."""
    bitmap = rotated(drawing)
    size = (bitmap.width, bitmap.height)
    # Each row of PNG begins with the type of its filter, which Pillow takes as the padding at the
    # end of the row before.
    pixels = bitmap.rows[1:] + b"\x00"
    picture = Image.frombytes("P", size, pixels, "raw", "P;1", bitmap.stride)
    picture.putpalette([*drawing.colours.background, *drawing.colours.foreground], "RGBA")
    return picture


def magnified(drawing: Drawing, times: int) -> bytes:
    """Return *drawing* as a PNG, each dot *times* pixels wide and high."""
    picture = coloured(drawing)
    body = io.BytesIO()
    size = (picture.width * times, picture.height * times)
    # Nearest: interpolation would make grey edges.
    picture.resize(size, Image.Resampling.NEAREST).save(body, "PNG", compress_level=1)
    return body.getvalue()


def from_image(picture: Image.Image) -> Bitmap:
    """Return a Pillow image of mode 1, in which dark pixels are set, as a bitmap."""
    width, height = picture.size
    packed, stride = picture.tobytes(), (width + 7) // 8
    rows = b"".join(
        [b"\x00" + packed[at : at + stride] for at in range(0, height * stride, stride)]
    )
    return Bitmap(width, height, rows)


_ROTATIONS = {
    90: Image.Transpose.ROTATE_270,  # Pillow rotates anticlockwise
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}
