"""Takes parts of a page upright, with a margin around the corners of a symbol."""

from collections.abc import Sequence
from math import dist

from PIL import Image

Point = tuple[float, float]


def size_of(corners: Sequence[Point]) -> tuple[float, float]:
    """Return the mean width and height between *corners*, in px."""
    top, right, bottom, left = (
        dist(one, other) for one, other in zip(corners, [*corners[1:], corners[0]], strict=True)
    )
    return (top + bottom) / 2, (left + right) / 2


def squareness(corners: Sequence[Point]) -> float:
    """Return the sine of the angle between rows and bars: rows may cross bars at a slant."""
    one, two, _, four = corners
    turn = (two[0] - one[0]) * (four[1] - one[1]) - (two[1] - one[1]) * (four[0] - one[0])
    return abs(turn) / max(1e-9, dist(one, two) * dist(one, four))


def upright(
    page: Image.Image,
    corners: Sequence[Point],
    size: tuple[int, int],
    margins: tuple[float, float],
) -> Image.Image:
    """Return what *page* shows between *corners* as a rectangle of *size*.

    Args:
        page: shades of grey.
        corners: upper left, upper right, lower right, lower left.
        size: width and height of the result, with margins.
        margins: what to add on either side, as a part of the width and of the height. Beyond the
            edge of the page it is black.
    """
    one, two, three, four = corners
    across, down = margins
    wide = [
        _between(*pair, share) for pair, share in (((one, two), -across), ((one, two), 1 + across))
    ]
    low = [
        _between(*pair, share)
        for pair, share in (((four, three), 1 + across), ((four, three), -across))
    ]
    quad = (
        _between(wide[0], low[1], -down), _between(wide[0], low[1], 1 + down),
        _between(wide[1], low[0], 1 + down), _between(wide[1], low[0], -down),
    )  # fmt: skip
    xs, ys = [x for x, _ in quad], [y for _, y in quad]
    left, top = int(min(xs)) - 2, int(min(ys)) - 2
    right, bottom = int(max(xs)) + 3, int(max(ys)) + 3
    # Beyond the page a crop is black.
    part = page.crop((left, top, right, bottom))
    flat = tuple(value for x, y in quad for value in (x - left, y - top))
    return part.transform(size, Image.Transform.QUAD, flat, Image.Resampling.BILINEAR)


def _between(one: Point, other: Point, share: float) -> Point:
    return one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1])
