"""Outlines and bitmaps of glyphs: the tables of the font, and FreeType."""

import io

import pytest
from PIL import Image, ImageChops, ImageFont

from common.barcode.layout import faces, font

FACE = faces.bundled()


def number(character: str) -> int:
    return FACE.shape(character, is_right_to_left=False)[0][0][0]


@pytest.mark.parametrize("character", "Aé&8")
def test_outline_has_the_extent_of_the_font(character: str) -> None:
    """The reader of the tables glyf and hmtx, which shares no code with HarfBuzz."""
    expected = font.glyph(character)
    left, bottom, right, top = FACE.outline(number(character)).box
    # Control points of a curve may be outside it, on either reading.
    assert (left, right) == pytest.approx((expected.left, expected.right), abs=2)
    assert (bottom, top) == pytest.approx((expected.bottom, expected.top), abs=40)


def test_outlines_begin_with_a_move_and_end_closed() -> None:
    """The path operators of PDF."""
    operators = [operator for operator, _ in FACE.outline(number("o")).steps]
    assert operators[0] == "m"
    assert operators.count("m") == operators.count("h") == 2


@pytest.mark.parametrize("character", "Ag8")
def test_bitmap_is_what_freetype_draws(character: str) -> None:
    """Without hinting, edges may differ by the pixels that are half covered."""
    size = 60
    bitmap = FACE.bitmap(number(character), size)
    ours = Image.frombytes("L", (len(bitmap.rows[0]), len(bitmap.rows)), b"".join(bitmap.rows))
    page = Image.new("L", (100, 100))
    page.paste(ours.point(lambda value: 255 * value), (20 + bitmap.left, 70 - bitmap.top))
    other = Image.new("L", (100, 100))
    drawn = ImageFont.truetype(io.BytesIO(font.data()), size)
    mask, (left, top) = drawn.getmask2(character, mode="L", anchor="ls")
    glyph = Image.frombytes("L", mask.size, bytes(mask))
    other.paste(glyph.point(lambda value: 255 * (value > 127)), (20 + left, 70 + top))
    different = ImageChops.difference(page, other).histogram()[255]
    assert different < 0.12 * page.histogram()[255]


def test_empty_glyphs_have_no_pixels() -> None:
    """A space."""
    assert not any(map(any, FACE.bitmap(number(" "), 20).rows))


def test_a_face_covers_its_characters() -> None:
    """The table cmap."""
    assert FACE.covers("A")
    assert not FACE.covers("北")
