"""Causes of bars that stand close to others, are torn, or follow no symbology.

zint draws the symbols. Each picture is one that nothing here reads completely.
"""

from random import Random

import pytest
from PIL import Image, ImageDraw, ImageOps

from common.barcode.decode import reader
from common.barcode.decode.diagnosis import characters, grain
from common.barcode.decode.reader import Wanted
from tests.common.barcode.decode.diagnosis import labels, pictures


def named(image: Image.Image, expected: int = 0) -> list[str]:
    """Return the causes that are named of *image*."""
    read = reader.read_file(pictures.png(image), Wanted(expected=expected))
    return [one.code for one in read.pages[0].diagnosis]


@pytest.mark.parametrize("gap", [-3, 3, 6])
@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("EANX", ("400638133393", "400638133394", "400638133395")),
        # The first one is read.
        ("EANX", ("400638133393", "400638133394")),
        ("CODE128", ("LOC-A01", "LOC-A02", "LOC-A03")),
        ("C25INTER", ("1540014128876", "1540014128869")),
    ],
)
def test_symbols_without_quiet_zones_between_them(
    kind: str, data: tuple[str, ...], gap: int
) -> None:
    """So many px lie between them, or the last bar of one is the first one of the next."""
    symbols = [labels.draw(kind, each, 3) for each in data]
    width = sum(one.width for one in symbols) + gap * (len(symbols) - 1)
    row, left = Image.new("L", (width, 90), 255), 0
    for one in symbols:
        row.paste(one.resize((one.width, 90)), (left, 0))
        left += one.width + gap
    assert "crowded" in named(labels.printed(row, 3), expected=len(data))


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(("kind", "data"), [("EANX", "400638133393"), ("CODE128", "SHELF 4711")])
def test_label_that_is_torn_off_beside_its_bars(seed: int, kind: str, data: str) -> None:
    """What is left ends in paper, so that no bar is too wide, and nothing reaches an edge."""
    random = Random(seed)
    symbol = labels.draw(kind, data, 4).resize((380, 160), Image.Resampling.NEAREST)
    label = labels.printed(symbol, 4)
    edge = [(270 + random.randint(-8, 8), y) for y in range(0, label.height + 12, 12)]
    mask = Image.new("L", label.size, 0)
    ImageDraw.Draw(mask).polygon([(0, 0), *edge, (0, label.height)], fill=255)
    table = labels.wood(seed, (label.width + 160, label.height + 100)).point(
        [min(255, level + 90) for level in range(256)]
    )
    table.paste(label, (80, 50), mask)
    assert {"damaged", "cropped"} & set(named(labels.grainy(table, 3)))


@pytest.mark.parametrize("seed", range(4))
def test_invented_bars_of_several_heights(seed: int) -> None:
    """Nothing is damaged, and nothing is seen from the side."""
    random, x = Random(seed), 0
    bars = Image.new("L", (900, 110), 255)
    for _ in range(28):
        wide = 4 * random.randint(1, 4)
        top, bottom = random.choice([(0, 60), (40, 109), (0, 109)])
        ImageDraw.Draw(bars).rectangle((x, top, x + wide - 1, bottom), fill=0)
        x += wide + 4 * random.randint(1, 4)
    box = ImageOps.invert(bars).getbbox()
    assert named(ImageOps.expand(bars.crop(box), 60, 255))[0] == "unknown_symbology"


@pytest.mark.parametrize(("kind", "data"), [("CODE39", "SHELF 17"), ("CODE128", "SHELF 4711")])
def test_grain_over_a_whole_page(kind: str, data: str) -> None:
    """Paper is nearly white, so that half of the grain is cut off there."""
    label = ImageOps.expand(labels.printed(labels.draw(kind, data, 2), 2, paper=250), 40, 250)
    noisy = labels.grainy(label, 45)
    assert grain.is_grainy(noisy)
    assert not grain.is_grainy(label)
    assert "noise" in named(noisy)


@pytest.mark.parametrize("degrees", [62, 70])
def test_bars_on_a_can_whose_ends_are_read_at_another_size(degrees: float) -> None:
    label = labels.bent(labels.printed(labels.draw("EANX", "400638133393", 4), 4), degrees)
    causes = named(labels.grainy(label, 2))
    assert not causes or "curved" in causes


def test_characters_are_not_seen_in_random_bars() -> None:
    random = Random(7)
    rows = [[random.randint(1, 4) * 3 for _ in range(61)] for _ in range(200)]
    assert sum(bool(characters.symbology(row)) for row in rows) <= 1
