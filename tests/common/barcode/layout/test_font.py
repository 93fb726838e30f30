"""The bundled font against FreeType, which reads the same file."""

import io

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont

from common.barcode.layout import font
from common.barcode.render import raster, vector_paths

# One outline, a composite, a composite of scaled parts, contours without an on-curve start.
CHARACTERS = "1Wg@&É½ẤЖΩ€→"


@pytest.fixture(scope="module")
def freetype() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(
        io.BytesIO(font.data()), font.units_per_em(), layout_engine=ImageFont.Layout.BASIC
    )


@pytest.mark.parametrize("character", CHARACTERS)
def test_advances_are_those_of_freetype(character: str, freetype: ImageFont.FreeTypeFont) -> None:
    """FreeType at a size of one em in font units."""
    assert font.glyph(character).advance == freetype.getlength(character)


@pytest.mark.parametrize("character", CHARACTERS)
def test_outlines_cover_what_freetype_fills(
    character: str, freetype: ImageFont.FreeTypeFont
) -> None:
    """The filled outlines of FreeType, except at edges."""
    size = (2600, 3200)
    expected = Image.new("1", size)
    ImageDraw.Draw(expected).text((200, 2400), character, fill=1, font=freetype, anchor="ls")
    actual = Image.new("1", size)
    for contour in font.glyph(character).contours:
        shape = Image.new("1", size)
        (x, y), pieces = vector_paths.curves(contour)
        points: list[tuple[float, float]] = [(x, y)]
        for cx, cy, ex, ey in pieces:
            x, y = points[-1]
            for step in range(1, 9):
                t = step / 8
                points.append(
                    tuple(  # type: ignore[arg-type] # two numbers
                        (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t * t * c
                        for a, b, c in ((x, cx, ex), (y, cy, ey))
                    )
                )
        ImageDraw.Draw(shape).polygon([(200 + px, 2400 - py) for px, py in points], fill=1)
        actual = ImageChops.logical_xor(actual, shape)
    different = ImageChops.logical_xor(expected, actual).convert("L").histogram()[255]
    filled = expected.convert("L").histogram()[255]
    assert different < 0.02 * filled + 2000  # edges


def test_characters_that_need_shaping_are_unprintable() -> None:
    """Han, Hebrew, Arabic digits, a combining mark, a control, private use, an emoji."""
    text = "A日ש٣\u0301\t\ue000😀é"
    assert font.unprintable(text) == "日ש٣\u0301\t\ue000😀"


@pytest.mark.parametrize("size", [7, 8, 11, 20, 33])
def test_ascii_stays_in_the_room_of_the_layout(size: int) -> None:
    """Hinting moves outlines by whole pixels: at most two above and one below, for ASCII."""
    stride, em = 64 * 8, font.units_per_em()
    for character in map(chr, range(33, 127)):
        glyph = font.glyph(character)
        pixels, low = raster.glyph_bitmaps(size, stride)[character]
        below = low + 1
        above = -(-pixels.bit_length() // stride) - below
        assert above <= -(-max(glyph.top, 0) * size // em) + 1, character
        assert below <= -(min(glyph.bottom, 0) * size // em) + 1, character
