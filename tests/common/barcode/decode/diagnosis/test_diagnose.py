"""The cause of failure is named, of pictures that were spoiled in a known way.

The rules were tuned on other seeds than these tests use.
"""

import pytest
import zxingcpp
from PIL import Image

from common.barcode.decode import reader
from common.barcode.decode.reader import Wanted
from tests.common.barcode.decode.diagnosis import pictures, spoiling
from tests.common.barcode.decode.diagnosis.spoiling import SPOILERS, Spoiled

HELD_OUT = 20261130
EACH = 4


def codes(spoiled: Spoiled) -> list[str]:
    return [finding.code for finding in pictures.findings(spoiled.file)]


def test_causes_of_sixty_spoiled_pictures_are_named() -> None:
    """Fifty of them at least, and most as the first of what is reported."""
    spoiled = list(spoiling.pictures(HELD_OUT, EACH * len(SPOILERS)))
    named = [(one.cause, codes(one)) for one in spoiled]
    assert len(named) == 60
    assert sum(cause in found for cause, found in named) >= 54
    assert sum(cause == found[0] for cause, found in named) >= 50


@pytest.mark.parametrize("cause", SPOILERS)
def test_each_cause_is_named_more_often_than_not(cause: str) -> None:
    """No cause is recognised at the expense of another."""
    spoiled = [spoiling.unreadable(seed, cause) for seed in range(HELD_OUT, HELD_OUT + EACH)]
    assert sum(cause in codes(one) for one in spoiled) > EACH // 2


def test_no_more_than_three_causes_are_named_for_an_area() -> None:
    """A list of everything that may be wrong helps nobody."""
    for one in spoiling.pictures(HELD_OUT + 1, len(SPOILERS)):
        areas = [finding.corners for finding in pictures.findings(one.file)]
        assert max(areas.count(area) for area in areas) <= 3


def test_text_is_no_barcode() -> None:
    """Lines of words have many edges too: of twenty labels one or two at most look like bars."""
    labels = [pictures.png(spoiling.label(seed)) for seed in range(HELD_OUT, HELD_OUT + 20)]
    found = [[finding.code for finding in pictures.findings(label)] for label in labels]
    assert found.count(["no_barcode"]) >= 18


@pytest.mark.parametrize("seed", [4, 6, 8, 21])
def test_page_of_text_is_no_barcode(seed: int) -> None:
    """Lines are rows that alternate too, and large letters are stripes, but not from end to end."""
    assert codes(spoiling.unreadable(seed, "no_barcode")) == ["no_barcode"]


@pytest.mark.parametrize("seed", [2, 5])
def test_large_letters_are_no_barcode(seed: int) -> None:
    label = pictures.png(spoiling.label(seed))
    assert [finding.code for finding in pictures.findings(label)] == ["no_barcode"]


def test_area_of_the_symbol_is_reported() -> None:
    """In px of the page: this symbol lies in its lower right quarter."""
    small = spoiling.unreadable(HELD_OUT, "check_digit")
    page = Image.new("L", (1600, 1200), 240)
    symbol = pictures.opened(small.file)
    page.paste(symbol, (900, 700))
    (finding,) = pictures.findings(pictures.png(page))
    xs, ys = [corner.x for corner in finding.corners], [corner.y for corner in finding.corners]
    assert (finding.code, min(xs) >= 900, min(ys) >= 700) == ("check_digit", True, True)
    assert (max(xs) <= 900 + symbol.width, max(ys) <= 700 + symbol.height) == (True, True)


def test_every_unread_symbol_of_a_page_is_diagnosed() -> None:
    """Two areas, each with its own cause."""
    page = Image.new("L", (1800, 700), 255)
    for place, cause in enumerate(("check_digit", "finder")):
        page.paste(pictures.opened(spoiling.unreadable(7, cause).file), (900 * place, 0))
    found = {finding.code for finding in pictures.findings(pictures.png(page))}
    assert found == {"check_digit", "finder"}


def test_text_of_a_repaired_symbol_is_told() -> None:
    """zxing-cpp has written the symbol, whose mirror image it does not read."""
    drawn = zxingcpp.create_barcode("HELLO123", zxingcpp.BarcodeFormat.RMQRCode)
    symbol = Image.fromarray(drawn.to_image(scale=5, add_quiet_zones=True))
    mirrored = symbol.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    (finding,) = pictures.findings(pictures.png(mirrored))
    assert (finding.code, finding.text, finding.format) == ("mirrored", "HELLO123", "rmqr")


def test_whole_reader_names_the_cause() -> None:
    """A file goes in, and the diagnosis of its page comes out."""
    spoiled = spoiling.unreadable(HELD_OUT, "low_contrast")
    read = reader.read_file(spoiled.file, Wanted())
    assert read.pages[0].diagnosis[0].code == "low_contrast"
