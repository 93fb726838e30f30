"""Symbols are found that lines of text surround, drawn by zint's command line."""

import pytest
from PIL import Image, ImageDraw, ImageOps

from tests.common.barcode.decode.diagnosis.labels import draw
from tests.system.test_diagnosis import named

LINE = "Please bring this page and a photo identity card with you to the doors."


def letter(width: int, height: int, text: int) -> Image.Image:
    """Return an address on a sheet, in letters of *text* px."""
    sheet = Image.new("L", (width, height), 250)
    for place, line in enumerate(("Mr D Whitlock", "3 Harbour Lane", "Poole BH15 1AB")):
        y = text * (1 + 1.3 * place)
        ImageDraw.Draw(sheet).text((60, y), line, fill=10, font_size=text)
    return sheet


@pytest.mark.parametrize(
    ("kind", "data"),
    [("RM4SCC", "BH151AB9Z"), ("KIX", "2500GG30250"), ("MAILMARK", "1100000000000XY11")],
)
@pytest.mark.parametrize("module", [4, 6])
def test_mirrored_bars_below_an_address(kind: str, data: str, module: int) -> None:
    """A letter seen from behind a window."""
    bars = draw(kind, data, module)
    page = letter(bars.width + 120, 150 + bars.height + 40, 28)
    page.paste(bars, (60, 150))
    assert "mirrored" in named(ImageOps.mirror(page))[:2]


@pytest.mark.parametrize(
    ("kind", "data"),
    [("KIX", "2500GG30250"), ("RM4SCC", "LE28HS9Z")],
)
@pytest.mark.parametrize("module", [4, 6])
def test_lower_half_of_bars_is_cut_off_below_an_address(kind: str, data: str, module: int) -> None:
    """The window of an envelope shows no more."""
    bars = draw(kind, data, module)
    page = letter(bars.width + 120, 150 + bars.height // 2, 28)
    page.paste(bars, (60, 150))
    assert "cropped" in named(page)


@pytest.mark.parametrize("kind", ["QRCODE", "DATAMATRIX", "AZTEC", "HANXIN"])
@pytest.mark.parametrize("left", [40, 420])
def test_small_symbol_above_lines_of_text(kind: str, left: int) -> None:
    """A page that was reduced until a module has a pixel."""
    symbol = draw(kind, "https://tickets.example.org/seat/14C?order=AA93-22917", 4)
    page = Image.new("L", (2400, 2400), 255)
    page.paste(symbol, (4 * left, 100))
    for y in range(300 + symbol.height // 4, 2300, 70):
        ImageDraw.Draw(page).text((80, y), LINE, fill=0, font_size=36)
    reduced = page.resize((600, 600), Image.Resampling.BOX)
    small = reduced.resize((540, 540), Image.Resampling.BICUBIC)
    assert "small_modules" in named(small)
