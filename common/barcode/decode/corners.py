"""Corners of a symbol in a picture: where their middle is, and what lies between them.

Corners are upper left, upper right, lower right and lower left, as the symbol reads, in px.
"""

from collections.abc import Sequence
from math import dist

Point = tuple[float, float]
_GROWTH = 1.5


def middle(corners: Sequence[Point]) -> Point:
    """Return the mean of four *corners*."""
    return sum(x for x, _ in corners) / 4, sum(y for _, y in corners) / 4


def height(corners: Sequence[Point]) -> float:
    """Return the length of the left side."""
    return dist(corners[0], corners[3])


def grown(corners: Sequence[Point]) -> list[Point]:
    """Return *corners* moved away from their middle by half: not all rows of a symbol are read."""
    x, y = middle(corners)
    return [(x + _GROWTH * (corner[0] - x), y + _GROWTH * (corner[1] - y)) for corner in corners]


def contains(corners: Sequence[Point], point: Point) -> bool:
    """Return True if *point* lies in the convex polygon of *corners*, or on its edge."""
    # The cross products with all sides then have one sign.
    sides = [
        (x2 - x1) * (point[1] - y1) - (y2 - y1) * (point[0] - x1)
        for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True)
    ]
    return all(side >= 0 for side in sides) or all(side <= 0 for side in sides)
