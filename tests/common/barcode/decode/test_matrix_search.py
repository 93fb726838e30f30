"""Matrix symbols that bwip-js and zint drew are found in pictures, turned as well."""

import pytest
from PIL import Image

from common.barcode.decode.matrix_search import search
from tests.common.barcode.decode.drawing import picture
from tests.common.barcode.decode.vectors import Vector, load, name

VECTORS = [
    *load("bwip_js.tsv", "hanxin")[:1],
    *load("bwip_js.tsv", "code_one")[:1],
    *load("bwip_js.tsv", "dotcode")[:1],
    *load("bwip_js.tsv", "gs1_dotcode"),
    *load("zint.tsv", "grid_matrix")[:1],
]


def drawn(vector: Vector, pixels: float, turned: float = 0) -> Image.Image:
    dotted = vector.symbology.endswith("dotcode")
    return picture(vector.rows, pixels, turned=turned, dotted=dotted)


@pytest.mark.parametrize("size", [(1, 1), (3, 500), (300, 200)])
@pytest.mark.parametrize("grey", [0, 128, 255])
def test_nothing_is_found_in_an_empty_picture(size: tuple[int, int], grey: int) -> None:
    """There is no symbol without edges."""
    assert search(Image.new("L", size, grey)) == ()


@pytest.mark.parametrize(("pixels", "turned"), [(3, 0), (8, 180), (4, 3), (4, 84), (5, 20)])
@pytest.mark.parametrize("vector", VECTORS, ids=name)
def test_symbols_are_found(vector: Vector, pixels: float, turned: float) -> None:
    """3 pixels are a module of 0.38 mm at 200 dpi."""
    texts = [one.decoding.text for one in search(drawn(vector, pixels, turned))]
    assert texts == [vector.text]


def test_corners_are_where_the_symbol_is() -> None:
    """The picture has a margin of ten modules."""
    vector = load("bwip_js.tsv", "hanxin")[0]
    (located,) = search(drawn(vector, 4))
    end = 40 + 4 * len(vector.rows)
    expected = [(40, 40), (end, 40), (end, end), (40, end)]
    for (x, y), (found_x, found_y) in zip(expected, located.corners, strict=True):
        assert abs(x - found_x) < 4
        assert abs(y - found_y) < 4


def test_only_formats_that_are_asked_for_are_looked_for() -> None:
    """A caller that names others finds nothing."""
    vector = load("bwip_js.tsv", "hanxin")[0]
    assert search(drawn(vector, 3), {"code_one", "dotcode"}) == ()
