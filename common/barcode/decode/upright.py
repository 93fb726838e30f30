"""Cuts the place of a symbol out of a picture, turned so that it reads from left to right."""

from collections.abc import Sequence
from math import cos, dist, radians, sin, sqrt

from PIL import Image

from common.barcode.decode.bar_regions import BarRegion

Place = tuple[float, float]
_PAPER = 255
_MAX_VIEW = 600_000  # px of a part that is turned upright


def cut(
    image: Image.Image,
    corners: Sequence[Place],
    *,
    beyond: float = 0,
    above: float = 0,
    scales: tuple[int, int] = (1, 1),
) -> Image.Image:
    """Return what is between *corners*.

    Args:
        image: shades of grey.
        corners: upper left, upper right, lower right, lower left, as the symbol reads, in px.
        beyond: how much more to the left and to the right, as a part of the width.
        above: how much more above, as a part of the width.
        scales: by how much it is enlarged across and down.
    """
    one, two, three, four = _grown(corners, beyond, above)
    size = max(1, round(dist(one, two) * scales[0])), max(1, round(dist(one, four) * scales[1]))
    if (
        # A symbol that stands upright is cut out, pixel by pixel.
        scales == (1, 1)
        and (one[0], one[1], two[0]) == (four[0], two[1], three[0])
        and one[0] < two[0]
    ):
        return _cut_along_axes(image, round(one[0]), round(one[1]), size)
    quad = (*one, *four, *three, *two)
    return image.transform(
        size,
        Image.Transform.QUAD,
        quad,
        Image.Resampling.BILINEAR if scales == (1, 1) else Image.Resampling.BICUBIC,
        fillcolor=_PAPER,
    )


def _cut_along_axes(image: Image.Image, left: int, top: int, size: tuple[int, int]) -> Image.Image:
    right, bottom = left + size[0], top + size[1]
    inner = (max(0, left), max(0, top), min(image.width, right), min(image.height, bottom))
    # What lies outside the picture is paper.
    if inner == (left, top, right, bottom):
        return image.crop(inner)
    view = Image.new("L", size, _PAPER)
    if inner[0] < inner[2] and inner[1] < inner[3]:
        view.paste(image.crop(inner), (inner[0] - left, inner[1] - top))
    return view


def within(
    corners: Sequence[Place], top: float, bottom: float
) -> tuple[Place, Place, Place, Place]:
    """Return the corners of the band between *top* and *bottom*, parts of the height."""
    one, two, three, four = corners
    return (
        _between(one, four, top),
        _between(two, three, top),
        _between(two, three, bottom),
        _between(one, four, bottom),
    )


def grown(
    corners: Sequence[Place], beyond: float, above: float
) -> tuple[Place, Place, Place, Place]:
    """Return *corners* moved out, as `cut` takes them."""
    return _grown(corners, beyond, above)


def _grown(
    corners: Sequence[Place], beyond: float, above: float
) -> tuple[Place, Place, Place, Place]:
    one, two, three, four = corners
    top, bottom = (
        (_between(one, two, -beyond), _between(one, two, 1 + beyond)),
        (
            _between(four, three, -beyond),
            _between(four, three, 1 + beyond),
        ),
    )
    height = dist(one, four)
    if not above or not height:
        return top[0], top[1], bottom[1], bottom[0]
    share = above * dist(one, two) / height
    return (
        _between(top[0], bottom[0], -share),
        _between(top[1], bottom[1], -share),
        bottom[1],
        bottom[0],
    )


def _between(one: Place, two: Place, part: float) -> Place:
    return one[0] + part * (two[0] - one[0]), one[1] + part * (two[1] - one[1])


def view_of(
    image: Image.Image, region: BarRegion, beyond: int = _PAPER, max_pixels: int = _MAX_VIEW
) -> tuple[Image.Image, float]:
    """Return *region* of *image* with its bars upright, and how many px of it one of *image* is.

    Args:
        image: a grayscale image.
        region: the area.
        beyond: level of what is beyond the edges of *image*.
        max_pixels: of the view, which is reduced if it would have more.
    """
    scale = min(1.0, sqrt(max_pixels / (region.length * region.height)))
    size = max(1, round(region.length * scale)), max(1, round(region.height * scale))
    turn = radians(region.angle_degrees)
    cosine, sine = cos(turn) / scale, sin(turn) / scale
    x, y = region.corners[0]
    if scale == 1 and region.angle_degrees % 90 == 0:
        x, y = round(x), round(y)  # between pixels, narrow bars would be blurred
    view = image.transform(
        size,
        Image.Transform.AFFINE,
        (cosine, -sine, x, sine, cosine, y),
        Image.Resampling.BICUBIC,
        fillcolor=beyond,
    )
    return view, scale
