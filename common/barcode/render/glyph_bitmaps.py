"""Characters as pixels, drawn once for each size and row length.

A glyph is one integer whose bits are pixels of the picture, so that adding a character to the
picture costs a shift and an OR. It must not know of layout.
"""

import io
from functools import lru_cache

from PIL import ImageFont

from common.barcode.layout import font

_LARGE = 1 << 15  # bits; larger glyphs are not cached, which keeps the cache below 12 MB


@lru_cache(maxsize=64)
def _font(size_px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(
        io.BytesIO(font.data()), size_px, layout_engine=ImageFont.Layout.BASIC
    )


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
        drawn = _draw(character, *self._key)
        if character.isascii():  # other scripts have too many characters to cache
            self[character] = drawn
        return drawn


def glyphs(size_px: int, stride_bits: int) -> GlyphBitmaps:
    """Return the characters at an em of *size_px* pixels, for rows of *stride_bits* bits."""
    return (GlyphBitmaps if size_px * stride_bits > _LARGE else _cached)(size_px, stride_bits)


def _draw(character: str, size_px: int, stride_bits: int) -> tuple[int, int]:
    mask, (left, top) = _font(size_px).getmask2(character, mode="1", anchor="ls")
    width, height = mask.size
    pixels = bytes(mask)
    glyph = 0
    for row in range(height):
        bits = pixels[row * width : (row + 1) * width].translate(_TO_DIGITS)
        line = int(bits, 2) if bits else 0
        # A glyph may reach to the left of its pen: those bits are in the row above until the
        # position of the pen shifts them.
        glyph = (
            glyph << stride_bits | line << (stride_bits - width) >> left
            if left >= 0
            else (glyph << stride_bits | line << (stride_bits - width - left))
        )
    return glyph, top + height - 1


_TO_DIGITS = bytes(48 if value == 0 else 49 for value in range(256))
_cached = lru_cache(maxsize=32)(GlyphBitmaps)
