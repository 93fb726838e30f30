"""Areas of parallel edges: pictures without any first, then bars at every angle and text."""

import pytest
from PIL import Image, ImageDraw, ImageFont

from common.barcode.decode import bar_regions
from common.barcode.decode.bar_regions import BarRegion


def bars(module: int, length: int = 60, height: int = 90) -> Image.Image:
    """Return *length* modules of alternating bars of one and two modules."""
    image = Image.new("L", (length * module, height), 255)
    for place in range(0, length, 5):
        x = place * module
        image.paste(0, (x, 0, x + module, height))
        image.paste(0, (x + 2 * module, 0, x + 4 * module, height))
    return image


def on_page(image: Image.Image, place: tuple[int, int], size: tuple[int, int]) -> Image.Image:
    page = Image.new("L", size, 255)
    page.paste(image, place)
    return page


def largest(image: Image.Image) -> BarRegion:
    return bar_regions.find(image)[0]


@pytest.mark.parametrize("size", [(1, 1), (3, 400), (400, 3), (300, 200)])
@pytest.mark.parametrize("level", [0, 127, 255])
def test_a_plain_picture_has_no_area(size: tuple[int, int], level: int) -> None:
    """There is no edge."""
    assert bar_regions.find(Image.new("L", size, level)) == []


@pytest.mark.parametrize("angle", range(-85, 95, 10))
def test_the_direction_across_bars_is_found_at_every_angle(angle: int) -> None:
    """The angle is that by which Pillow turns the bars."""
    turned = bars(3).rotate(-angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)

    off = (largest(turned).angle_degrees - angle + 90) % 180 - 90

    assert abs(off) < 4


@pytest.mark.parametrize("module", [1, 2, 4, 8])
@pytest.mark.parametrize("size", [(700, 500), (1500, 1200)])
def test_the_place_of_bars_is_found_at_every_size(module: int, size: tuple[int, int]) -> None:
    """The bars are pasted at (100, 150); areas are known to a cell."""
    region = largest(on_page(bars(module), (100, 150), size))

    assert abs(region.middle[0] - 100 - 30 * module) <= region.cell
    assert abs(region.middle[1] - 195) <= region.cell
    assert abs(region.length - 60 * module) <= 2 * region.cell
    assert region.parallelism > 0.8


def test_places_in_a_large_picture_are_those_of_the_original() -> None:
    """It is halved to be searched."""
    region = largest(on_page(bars(6), (2000, 1500), (4000, 3000)))
    assert region.holds((2000 + 180, 1545))
    assert not region.holds((100, 100))


def test_bars_are_more_parallel_than_letters() -> None:
    """Letters have edges in all directions."""
    page = Image.new("L", (900, 600), 255)
    for y in range(20, 580, 30):
        ImageDraw.Draw(page).text(
            (20, y), "Illinois minimum lilting " * 2, fill=0, font=ImageFont.load_default(22)
        )
    assert all(region.parallelism < bar_regions.PARALLEL for region in bar_regions.find(page)[:3])


def test_the_corners_begin_where_the_bars_do() -> None:
    """Bars that are turned by 30° clockwise begin in the upper left."""
    region = BarRegion((100, 100), 30, 80, 20, 1, 4)
    (x, y), (a, b), *_ = region.corners
    assert (x < a, y < b) == (True, True)
    assert region.turned(-30).corners[0] == (60, 90)
    assert region.grown(10, 5).length == 100
