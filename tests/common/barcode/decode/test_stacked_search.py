"""Stacked symbols that bwip-js drew are found in pictures, turned as well."""

import pytest
from PIL import Image

from common.barcode.decode.stacked_search import search
from tests.common.barcode.decode.drawing import picture
from tests.common.barcode.decode.vectors import Vector, load, name

_STACKED = ("codablock_f", "code16k", "code49")
_LINEAR = ("ean13_composite", "upce_composite", "gs1_128_composite", "databar_limited_composite")
VECTORS = [
    vector for symbology in (*_STACKED, *_LINEAR) for vector in load("bwip_js.tsv", symbology)[:1]
]


def heights(vector: Vector) -> list[int]:
    """Return heights of rows in modules: bars 10, or 40 below a matrix whose rows are 2 or 3."""
    if vector.symbology in _STACKED:
        return [1 if len(widths) < 6 else 10 for widths in vector.widths]
    last = len(vector.rows) - 1
    listed = [3 if len(widths) > 70 else 2 for widths in vector.widths]
    return [40 if place == last else height for place, height in enumerate(listed)]


def drawn(vector: Vector, pixels: float, turned: float = 0) -> Image.Image:
    return picture(vector.rows, pixels, turned=turned, heights=heights(vector))


@pytest.mark.parametrize("size", [(1, 1), (3, 500), (300, 200)])
@pytest.mark.parametrize("grey", [0, 128, 255])
def test_nothing_is_found_in_an_empty_picture(size: tuple[int, int], grey: int) -> None:
    """There is no symbol without edges."""
    assert search(Image.new("L", size, grey)) == ()


@pytest.mark.parametrize(("pixels", "turned"), [(2, 0), (2.6, 90), (4, 3), (3, 174)])
@pytest.mark.parametrize("vector", VECTORS, ids=name)
def test_symbols_are_found(vector: Vector, pixels: float, turned: float) -> None:
    """2.6 pixels are a module of 0.33 mm at 200 dpi."""
    texts = [one.decoding.text for one in search(drawn(vector, pixels, turned))]
    assert vector.text in texts


def test_corners_are_where_the_symbol_is() -> None:
    """The picture has a margin of ten modules, and the symbol is read from its upper left."""
    vector = load("bwip_js.tsv", "code16k")[0]
    located = search(drawn(vector, 4))[0]
    width, height = len(vector.rows[0]) * 4, sum(heights(vector)) * 4
    expected = [(40, 40), (40 + width, 40), (40 + width, 40 + height), (40, 40 + height)]
    for (x, y), (found_x, found_y) in zip(expected, located.corners, strict=True):
        assert abs(x - found_x) < 6
        assert abs(y - found_y) < 6


def test_a_symbol_upside_down_has_its_first_corner_at_the_lower_right() -> None:
    """Corners are in the order in which the symbol reads."""
    located = search(drawn(load("bwip_js.tsv", "code49")[0], 4, 180))[0]
    assert located.corners[0][0] > located.corners[2][0]
    assert located.corners[0][1] > located.corners[2][1]


def test_two_symbols_in_a_picture_are_both_found() -> None:
    """Regions apart are read apart."""
    one, other = load("bwip_js.tsv", "code16k")[0], load("bwip_js.tsv", "code49")[0]
    pictures = [drawn(one, 3), drawn(other, 4, 90)]
    size = (sum(each.width for each in pictures), max(each.height for each in pictures))
    canvas = Image.new("L", size, 255)
    canvas.paste(pictures[0], (0, 0))
    canvas.paste(pictures[1], (pictures[0].width, 0))
    assert {one.text, other.text} == {found.decoding.text for found in search(canvas)}


def test_only_formats_that_are_asked_for_are_looked_for() -> None:
    """A caller that names others finds nothing."""
    vector = load("bwip_js.tsv", "code16k")[0]
    assert search(drawn(vector, 3), {"code49", "codablock_f"}) == ()
