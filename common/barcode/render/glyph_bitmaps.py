"""Characters as pixels: each glyph once per size and row length, ready to be laid over a picture.

A glyph is one big integer whose bits are the picture's, so that laying a character costs a shift
and an OR. It must not know of layout.
"""

import io
from functools import lru_cache

from PIL import ImageFont

from common.barcode.layout import font

_LARGE = 1 << 15  # bits; bigger glyphs are not kept, so that all of them stay below 12 MB


@lru_cache(maxsize=64)
def _font(size_px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(
        io.BytesIO(font.data()), size_px, layout_engine=ImageFont.Layout.BASIC
    )


class GlyphBitmaps(dict[str, tuple[int, int]]):
    """Every character at one size and row length, drawn when it is first looked up.

    An item is the character's pixels and the row of the lowest of them: 0 is the first row below
    the baseline, −1 the last above it. The pixels are one integer: the lowest row's bits lowest,
    the pen's pixel *stride_bits* − 1 bits up from its row's lowest, one further right a bit lower.
    """

    def __init__(self, size_px: int, stride_bits: int) -> None:
        super().__init__()
        self._form = (size_px, stride_bits)

    def __missing__(self, character: str) -> tuple[int, int]:
        drawn = _draw(character, *self._form)
        if character.isascii():  # others are too many to keep
            self[character] = drawn
        return drawn


def inks(size_px: int, stride_bits: int) -> GlyphBitmaps:
    """Return the characters at an em of *size_px* for rows of *stride_bits*."""
    return (GlyphBitmaps if size_px * stride_bits > _LARGE else _cached)(size_px, stride_bits)


def _draw(character: str, size_px: int, stride_bits: int) -> tuple[int, int]:
    mask, (left, top) = _font(size_px).getmask2(character, mode="1", anchor="ls")
    width, height = mask.size
    pixels = bytes(mask)
    found = 0
    for row in range(height):
        bits = pixels[row * width : (row + 1) * width].translate(_TO_DIGITS)
        line = int(bits, 2) if bits else 0
        found = (
            found << stride_bits | line << (stride_bits - width) >> left
            if left >= 0
            else (found << stride_bits | line << (stride_bits - width - left))
        )
    return found, top + height - 1


_TO_DIGITS = bytes(48 if value == 0 else 49 for value in range(256))
_cached = lru_cache(maxsize=32)(GlyphBitmaps)
