"""Connected areas of a picture: Pillow's flood fill is the oracle."""

from random import Random

import pytest
from PIL import Image, ImageChops, ImageDraw

from common.barcode.decode import connected_areas
from common.barcode.decode.connected_areas import Box


def flooded(image: Image.Image) -> list[Box]:
    """Return the boxes about the areas that a flood fill from each pixel covers."""
    rest, boxes = image.copy(), []
    while (box := rest.getbbox()) is not None:
        before = rest.copy()
        # The first pixel of the first row that is not empty.
        start = rest.tobytes().index(255) % rest.width, box[1]
        ImageDraw.floodfill(rest, start, 0)
        filled = ImageChops.difference(before, rest).getbbox()
        assert filled is not None
        boxes.append(filled)
    return boxes


def found(image: Image.Image) -> list[Box]:
    return list(connected_areas.find(image.tobytes(), image.width))


@pytest.mark.parametrize("size", [(1, 1), (1, 90), (90, 1), (40, 70)])
def test_plain_pictures_have_one_area_or_none(size: tuple[int, int]) -> None:
    """All pixels of one level are connected."""
    assert found(Image.new("L", size, 0)) == []
    assert found(Image.new("L", size, 255)) == [(0, 0, *size)]


@pytest.mark.parametrize("share", [0.1, 0.4, 0.6, 0.9])
def test_areas_are_those_of_a_flood_fill(share: float) -> None:
    """Noise has areas of every form: those that join late, with holes, and at the edges."""
    random = Random(share)
    pixels = bytes(255 * (random.random() < share) for _ in range(40 * 70))
    noise = Image.frombytes("L", (40, 70), pixels)
    assert sorted(found(noise)) == sorted(flooded(noise))


def test_pixels_that_touch_at_a_corner_are_connected_if_asked_for() -> None:
    """A diagonal line is an area for each pixel, or one."""
    line = bytes(255 * (x == y) for y in range(5) for x in range(5))
    assert len(list(connected_areas.find(line, 5))) == 5
    assert list(connected_areas.find(line, 5, with_diagonals=True)) == [(0, 0, 5, 5)]
