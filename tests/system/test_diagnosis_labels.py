"""Causes are named of labels as people photograph them, and none of what is no barcode.

zint's command line (Debian) has drawn the symbols.
"""

from random import Random

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageOps

from tests.common.barcode.decode.diagnosis.labels import draw
from tests.system.test_diagnosis import named

SANS = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"
SERIF = "/usr/share/fonts/truetype/dejavu/DejaVuSerif-Bold.ttf"
LINES = ("KEEP DRY 4711", "Net weight 500 g", "HANDLE WITH CARE", "Order 2024-11-30")


def label(symbol: Image.Image, module: int) -> Image.Image:
    """Return *symbol* on a white label, whose edges are seen on a grey table."""
    return ImageOps.expand(ImageOps.expand(symbol, 10 * module, 250), 45, 120)


def struck_out(seed: int, symbol: Image.Image) -> Image.Image:
    """Return *symbol* with zigzag lines of a pen from its left to its right end."""
    random = Random(seed)
    marked = symbol.copy()
    canvas = ImageDraw.Draw(marked)
    for _ in range(4):
        places = [(symbol.width * step / 12, symbol.height * random.random()) for step in range(13)]
        canvas.line(places, fill=20, width=9, joint="curve")
    return marked


@pytest.mark.parametrize("kind", ["CODE128", "CODE39", "C25INTER"])
def test_bars_that_a_pen_has_crossed_out(kind: str) -> None:
    symbol = draw(kind, "20241130", 3)
    assert "damaged" in named(label(struck_out(5, symbol), 3))[:2]


@pytest.mark.parametrize("kind", ["CODE128", "CODE93", "EANX", "MSI_PLESSEY"])
def test_bars_that_grew_in_one_direction(kind: str) -> None:
    """By four of five px: a printer that is too hot smears along the feed of the paper."""
    symbol = ImageOps.expand(draw(kind, "20241130", 5), 60, 255)
    grown = symbol
    for step in range(1, 5):
        grown = ImageChops.darker(grown, ImageChops.offset(symbol, step, 0))
    assert "print_growth" in named(grown)[:2]


@pytest.mark.parametrize(("ink", "paper"), [("#ff0000", "#00802a"), ("#d03030", "#3070d0")])
def test_bars_that_differ_in_colour_only(ink: str, paper: str) -> None:
    """Ink and paper have nearly the same luma (ITU-R BT.601), which is all that readers see."""
    symbol = ImageOps.expand(draw("CODE128", "SHELF-12", 4), 50, 255)
    grain = Image.effect_noise(symbol.size, 4)
    colours = ImageOps.colorize(symbol, ink, paper)
    image = Image.merge("RGB", [ImageChops.add(one, grain, 1, -128) for one in colours.split()])
    assert named(image)[0] in ("low_contrast", "red_light")


@pytest.mark.parametrize("kind", ["DATAMATRIX", "QRCODE"])
def test_black_frame_that_touches_the_cells(kind: str) -> None:
    framed = ImageOps.expand(draw(kind, "SHELF 4711", 4), 22, 0)
    assert "quiet_zone" in named(ImageOps.expand(framed, 30, 255))[:2]


def test_outline_of_a_label_does_not_hide_its_symbol() -> None:
    """A grid of chance cells stands for a symbology that nobody knows."""
    random = Random(3)
    cells = Image.new("L", (21, 21))
    cells.putdata([255 * random.randint(0, 1) for _ in range(21 * 21)])
    assert named(label(cells.resize((126, 126), Image.Resampling.NEAREST), 4)) == [
        "unknown_symbology"
    ]


def test_dots_that_are_missing() -> None:
    symbol = draw("DOTCODE", "SHELF 4711 ABC", 8)
    ImageDraw.Draw(symbol).ellipse((30, 0, 30 + symbol.height // 2, symbol.height // 2), fill=255)
    assert named(label(symbol, 8))[0] != "no_barcode"


@pytest.mark.parametrize("font", [SANS, SERIF])
@pytest.mark.parametrize("size", [18, 30, 52])
@pytest.mark.parametrize("blur", [0.0, 0.7])
def test_printed_lines_are_no_barcode(font: str, size: int, blur: float) -> None:
    """Bold letters are as dark as bars, and have as many edges."""
    page = Image.new("L", (600, 60 + 4 * 2 * size), 250)
    canvas = ImageDraw.Draw(page)
    for row, line in enumerate(LINES):
        canvas.text((30, 30 + row * 2 * size), line, 0, ImageFont.truetype(font, size))
    assert named(page.filter(ImageFilter.GaussianBlur(blur))) == ["no_barcode"]


def test_grain_is_no_barcode() -> None:
    """Differences of grain to two neighbours correlate, which looks like edges at 45 degrees."""
    noise = Image.effect_noise((500, 400), 60).filter(ImageFilter.GaussianBlur(1.5))
    assert named(ImageOps.autocontrast(noise)) == ["no_barcode"]
