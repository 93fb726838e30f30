"""Texts of pictures are the pixels that Pillow's ImageDraw, an independent path, draws."""

import io

import pytest
from PIL import Image, ImageDraw, ImageFont

from common.barcode.layout import font
from common.barcode.layout.placement import Layout, Line
from common.barcode.render import raster

TEXT = "j4Ä (W"


# Glyphs of 20 px are kept for a length of row, those of 60 px for any, those of 200 px never.
@pytest.mark.parametrize("size", [20, 60, 200])
def test_text_is_that_of_pillow(size: int) -> None:
    """Each character at its pen, also of a j that reaches to the left of it; drawn twice alike."""
    pens = tuple(size * (2 + 3 * at) // 2 for at in range(len(TEXT)))
    width, height, baseline = size * 12, size * 2, size * 3 // 2
    layout = Layout(width, height, 1, (), (Line(TEXT, pens, baseline),), size)
    drawn = [raster.image(raster.draw(layout)) for _ in range(2)]

    expected = Image.new("1", (width, height), 0)
    pen = ImageDraw.Draw(expected)
    pen.fontmode = "1"
    face = ImageFont.truetype(io.BytesIO(font.data()), size, layout_engine=ImageFont.Layout.BASIC)
    for character, left in zip(TEXT, pens, strict=True):
        pen.text((left, baseline), character, fill=1, font=face, anchor="ls")
    assert [each.tobytes() for each in drawn] == [expected.tobytes()] * 2
