"""MaxiCode's hexagons and bullseye. ISO/IEC 16023:2000, 4.11.

A module is as wide as its hexagon's place, flat side to flat side; odd rows stand half a module to
the right. Lengths are in modules unless a name says dots.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil, cos, pi, sin, sqrt

LEAST_MODULE_DOTS = 4  # narrower hexagons are no hexagons
PREFERRED_MODULE_DOTS = 8
_PITCH = sqrt(3) / 2  # from a row to the next
_REACH = 1 / sqrt(3)  # from a place's centre to its corner
_DARK = 0.87  # of its place that a hexagon covers, so that neighbours stay apart, as zint's
_CENTRE = (14.5, 16 * _PITCH + _REACH)  # of the bullseye
# The bullseye's edges, dark from odd to even, as zint draws them.
_RADII = (0.577, 1.362, 2.146, 2.931, 3.715, 4.5)
_SIDES = 96  # of a polygon that stands for a circle: off by 0.05 % of its radius
_CORNERS = tuple((sin(step * pi / 3) * _REACH, cos(step * pi / 3) * _REACH) for step in range(6))

Polygon = list[tuple[float, float]]


def row_heights(rows: int, module_dots: int) -> tuple[int, ...]:
    """Return the dots of each of *rows*, which add up to the symbol's height."""
    edges = [round(row * _PITCH * module_dots) for row in range(rows)]
    edges.append(ceil(((rows - 1) * _PITCH + 2 * _REACH) * module_dots))
    return tuple(after - before for before, after in pairwise(edges))


def hexagons(rows: Sequence[bytes], left: int, top: int, module_dots: int) -> Iterator[Polygon]:
    """Yield the corners of every dark hexagon in dots, for a symbol at *left* and *top*."""
    for row, modules in enumerate(rows):
        y = top + (row * _PITCH + _REACH) * module_dots
        for column, dark in enumerate(modules):
            if dark:
                x = left + (column + 0.5 + row % 2 / 2) * module_dots
                scale = _DARK * module_dots
                yield [(x + dx * scale, y + dy * scale) for dx, dy in _CORNERS]


def rings(left: int, top: int, module_dots: int) -> Iterator[tuple[Polygon, Polygon]]:
    """Yield outer and inner edge of every dark ring of the bullseye, the inner one reversed."""
    for inner, outer in zip(_RADII[::2], _RADII[1::2], strict=True):
        yield (
            _circle(left, top, module_dots, outer),
            _circle(left, top, module_dots, inner)[::-1],
        )


def _circle(left: int, top: int, module_dots: int, radius: float) -> Polygon:
    x, y = left + _CENTRE[0] * module_dots, top + _CENTRE[1] * module_dots
    reach = radius * module_dots
    turns = (step * 2 * pi / _SIDES for step in range(_SIDES))
    return [(x + reach * cos(turn), y + reach * sin(turn)) for turn in turns]
