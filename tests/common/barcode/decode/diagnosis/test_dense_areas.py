"""Symbols among text, on a table and seen from the side are found by their outline."""

from random import Random

import pytest
from PIL import Image, ImageDraw

from common.barcode.decode.diagnosis import locating
from common.barcode.decode.diagnosis.dense_areas import DenseAreas
from common.barcode.decode.diagnosis.flat_view import FlatView
from tests.common.barcode.decode.diagnosis import spoiling, symbols

_TABLE = 90  # level


def _label(seed: int, name: str, pixels: int) -> tuple[Image.Image, str, locating.Box]:
    """Return a symbol above lines of text, what it says and its box."""
    rng = Random(seed)
    drawn = symbols.matrix(rng, name)
    symbol = drawn.image.resize(
        [side * pixels // symbols.MODULE for side in drawn.image.size], Image.Resampling.BOX
    )
    sheet = Image.new("L", (symbol.width + 160, symbol.height + 220), 240)
    draw = ImageDraw.Draw(sheet)
    for y in range(symbol.height + 120, sheet.height - 20, 18):
        words = [symbols.letters(rng, 3, 9).lower() for _ in range(sheet.width // 60)]
        draw.text((12, y), " ".join(words), fill=20, font_size=13)
    sheet.paste(symbol, (80, 70))
    ink = symbol.point([255] * 128 + [0] * 128).getbbox()
    assert ink is not None
    left, top, right, below = ink
    return sheet, drawn.text, (left + 80, top + 70, right + 80, below + 70)


@pytest.mark.parametrize("name", ["QRCode", "DataMatrix", "PDF417"])
def test_specks_of_a_fax_do_not_hide_a_symbol(name: str) -> None:
    sheet, _, box = _label(3, name, 5)
    rng = Random(4)
    draw = ImageDraw.Draw(sheet)
    for _ in range(sheet.width * sheet.height // 600):
        x, y = rng.randrange(sheet.width), rng.randrange(sheet.height)
        draw.rectangle((x, y, x + 2, y + 2), fill=rng.choice((0, 255)))
    found = DenseAreas(sheet).symbols
    assert found
    shared = locating.overlap(found[0].around, box)
    assert shared > 0.75 * locating.size_of(box)
    assert shared > 0.7 * locating.size_of(found[0].around)


@pytest.mark.parametrize("seed", range(8, 12))
def test_a_symbol_on_a_table_that_is_seen_from_the_side_is_read_within_its_outline(
    seed: int,
) -> None:
    sheet, text, _ = _label(seed, "QRCode", 6)
    width, height = sheet.size
    table = Image.new("L", (width + 200, height + 200), _TABLE)
    table.paste(sheet, (100, 100))
    wide, high = table.size
    corners = ((wide * 0.34, 0.0), (wide * 0.66, 0.0), (wide, high * 0.9), (0.0, high * 0.9))
    found = DenseAreas(spoiling.warped(table, corners)).views
    views = [view for view in found if isinstance(view, FlatView)]
    assert text in [view.read.text for view in views if view.read]
    assert max(view.ratio for view in views) > 1.2


@pytest.mark.parametrize("seed", range(1, 9))
def test_labels_with_words_and_no_barcode_have_none(seed: int) -> None:
    assert DenseAreas(spoiling.label(seed)).symbols == []
