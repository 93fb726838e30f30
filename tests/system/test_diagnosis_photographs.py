"""Causes are named of 2D symbols on labels with text, and of patterns of no symbology."""

from random import Random

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from tests.common.barcode.decode.diagnosis import labels
from tests.system.test_diagnosis import named

MODULE = 5
WORDS = ("amount", "contents", "north", "weight", "produced", "batch", "street", "within", "days")


def label(random: Random, symbol: Image.Image) -> Image.Image:
    """Return a label with lines of text above and below *symbol*."""
    wide = max(symbol.width + 60, 320)
    sheet = Image.new("L", (wide, symbol.height + 230), labels.PAPER)
    draw = ImageDraw.Draw(sheet)
    for y in (16, 40, 62):
        line = " ".join(random.choices(WORDS, k=4))
        draw.text((16, y), line, fill=labels.INK, font_size=15)
    draw.line((12, 86, wide - 12, 86), fill=labels.INK, width=2)
    sheet.paste(symbol, (30, 100))
    for y in (150, 166, 182):
        line = " ".join(random.choices(WORDS, k=6))
        draw.text((16, symbol.height + y - 28), line, fill=labels.INK, font_size=11)
    return sheet


def printed(kind: str) -> Image.Image:
    return labels.printed(labels.draw(kind, "SHELF 4711 LEFT", MODULE), MODULE // 2)


def test_mirrored_symbol_between_lines_of_text() -> None:
    assert "mirrored" in named(ImageOps.mirror(label(Random("RMQR"), printed("RMQR"))))


@pytest.mark.parametrize("kind", ["HANXIN", "AZTEC"])
def test_symbol_on_a_can(kind: str) -> None:
    """Modules become narrower towards both sides."""
    assert "curved" in named(labels.grainy(labels.bent(printed(kind), 80), 2))


@pytest.mark.parametrize("kind", ["HANXIN", "GRIDMATRIX", "MAXICODE"])
def test_stain_on_a_label_that_lies_on_a_table(kind: str) -> None:
    symbol = printed(kind)
    width, height = symbol.size
    stain = Image.new("L", symbol.size, 0)
    box = 0.2 * width, 0.25 * height, 0.75 * width, 0.8 * height
    ImageDraw.Draw(stain).ellipse(box, fill=255)
    symbol.paste(70, mask=stain.filter(ImageFilter.GaussianBlur(2)))
    assert "damaged" in named(labels.on_table(1, label(Random(kind), symbol)))


@pytest.mark.parametrize("seed", range(3))
def test_cells_that_are_triangles(seed: int) -> None:
    random = Random(seed)
    side, px = 16, 14
    image = Image.new("L", (side * px, side * px), 255)
    draw = ImageDraw.Draw(image)
    for place in range(side * side):
        left, top = px * (place % side), px * (place // side)
        corners = [(left, top), (left + px, top), (left + px, top + px), (left, top + px)]
        del corners[random.randrange(4)]
        if random.random() < 0.7:
            draw.polygon(corners, fill=0)
    assert named(labels.printed(image, 3))[0] == "unknown_symbology"


@pytest.mark.parametrize("light", [236, 250], ids=["as light as paper", "lighter"])
@pytest.mark.parametrize("kind", ["AZTEC", "HANXIN"])
def test_reflection_on_grey_paper(kind: str, light: int) -> None:
    """Modules fade towards it, whether it is lighter than the paper or not."""
    symbol = printed(kind)
    width, height = symbol.size
    spot = Image.new("L", symbol.size, 0)
    box = 0.3 * width, 0.3 * height, 0.75 * width, 0.65 * height
    ImageDraw.Draw(spot).ellipse(box, fill=255)
    symbol.paste(light, mask=spot.filter(ImageFilter.GaussianBlur(MODULE)))
    assert "glare" in named(labels.grainy(label(Random(kind), symbol), 3))
