"""Damage is named of matrix symbols that zint has drawn, also if their finder patterns are lost."""

from random import Random

import pytest
from PIL import Image, ImageDraw, ImageOps

from tests.common.barcode.decode.diagnosis.labels import draw
from tests.system.test_diagnosis import named

MODULE = 6
PAPER, INK = 240, 20


def page(symbol: Image.Image) -> Image.Image:
    """Return *symbol* on a sheet, as dark and light as prints are."""
    sheet = ImageOps.expand(symbol, 9 * MODULE, 255)
    return sheet.point([INK + level * (PAPER - INK) // 255 for level in range(256)])


def with_paper(symbol: Image.Image, *boxes: tuple[float, float, float, float]) -> Image.Image:
    """Return *symbol* with paper over *boxes*: left, top, right and bottom in parts of it."""
    torn = symbol.copy()
    canvas = ImageDraw.Draw(torn)
    width, height = symbol.size
    for left, top, right, bottom in boxes:
        canvas.rectangle((left * width, top * height, right * width, bottom * height), fill=255)
    return torn


@pytest.mark.parametrize("kind", ["HANXIN", "DATAMATRIX", "CODEONE", "GRIDMATRIX", "RMQR", "AZTEC"])
@pytest.mark.parametrize("side", [(-1, -1, 0.34, 2), (0.66, -1, 2, 2)])
def test_side_that_is_torn_off(kind: str, side: tuple[float, float, float, float]) -> None:
    """Two thirds are left, to which half of the finder patterns belong at least."""
    torn = with_paper(draw(kind, "SHELF 4711 LEFT", MODULE), side)
    assert "damaged" in named(page(torn))[:2]


@pytest.mark.parametrize("kind", ["DATAMATRIX", "HIBC_DM"])
def test_data_matrix_without_its_solid_borders(kind: str) -> None:
    """Readers look for the two solid lines; the two broken ones tell what it was."""
    symbol = draw(kind, "A1234567890BCD", MODULE)
    line = 1.5 * MODULE / symbol.width
    cut = with_paper(symbol, (-1, -1, line, 2), (-1, 1 - line, 2, 2))
    assert "damaged" in named(page(cut))[:2]


def test_pdf417_without_start_and_stop_patterns() -> None:
    symbol = draw("PDF417", "SHELF 4711 " * 4, MODULE)
    ends = 17.5 * MODULE / symbol.width
    assert "damaged" in named(page(with_paper(symbol, (-1, -1, ends, 2), (1 - ends, -1, 2, 2))))[:2]


@pytest.mark.parametrize("kind", ["DOTCODE", "QRCODE", "HANXIN", "AZTEC"])
def test_modules_that_were_not_printed(kind: str) -> None:
    """A quarter of all, which no error correction of these restores."""
    symbol = draw(kind, "SHELF 4711 ABC", MODULE)
    random = Random(kind)
    count = symbol.width * symbol.height // MODULE**2
    places = random.sample(range(count), count // 4)
    columns = symbol.width // MODULE
    canvas = ImageDraw.Draw(symbol)
    for y, x in (divmod(place, columns) for place in places):
        left, top = x * MODULE, y * MODULE
        canvas.rectangle((left, top, left + MODULE - 1, top + MODULE - 1), fill=255)
    assert "damaged" in named(page(symbol))[:2]


@pytest.mark.parametrize("kind", ["DATAMATRIX", "GRIDMATRIX", "HANXIN", "QRCODE"])
def test_lines_that_a_print_head_left_out(kind: str) -> None:
    """Each of a module's width, three modules apart."""
    symbol = draw(kind, "SHELF 4711 ABC", MODULE)
    canvas = ImageDraw.Draw(symbol)
    for left in range(3 * MODULE, symbol.width, 4 * MODULE):
        canvas.rectangle((left, 0, left + MODULE - 1, symbol.height), fill=255)
    assert "damaged" in named(page(symbol))[:2]


@pytest.mark.parametrize("seed", range(5))
def test_chance_cells_are_no_damaged_symbol(seed: int) -> None:
    """They have none of the patterns by which symbologies are known."""
    random = Random(seed)
    cells = Image.new("L", (24, 24))
    cells.putdata([255 * random.randint(0, 1) for _ in range(24 * 24)])
    sheet = page(cells.resize((24 * MODULE, 24 * MODULE), Image.Resampling.NEAREST))
    assert named(sheet) == ["unknown_symbology"]


@pytest.mark.parametrize(("kind", "ratio"), [("HANXIN", 2.2), ("CODEONE", 2.6), ("QRCODE", 9)])
def test_modules_that_are_not_square(kind: str, ratio: float) -> None:
    """By a factor that is no whole number, or larger than any that readers undo."""
    symbol = page(draw(kind, "SHELF 4711 ABC", MODULE))
    wide = symbol.resize((round(ratio * symbol.width), symbol.height), Image.Resampling.BICUBIC)
    assert named(wide)[0] == "stretched"


@pytest.mark.parametrize("columns", [45, 62])
def test_table_of_numbers_is_no_barcode(columns: int) -> None:
    """Ruled lines have two directions and equal distances as modules do."""
    random = Random(columns)
    sheet = Image.new("L", (600, 500), PAPER)
    canvas = ImageDraw.Draw(sheet)
    for x in range(20, 580, columns):
        canvas.line((x, 20, x, 480), fill=0)
    for y in range(20, 480, 26):
        canvas.line((20, y, 580, y), fill=0)
        for x in range(20, 560, columns):
            canvas.text((x + 3, y + 4), str(random.randint(0, 999)), fill=0, font_size=11)
    assert named(sheet) == ["no_barcode"]
