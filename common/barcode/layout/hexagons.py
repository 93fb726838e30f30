"""MaxiCode's hexagons and bullseye. ISO/IEC 16023:2000, 4.11.

A module is as wide as the cell of its hexagon, flat side to flat side. Odd rows are shifted half a
module to the right. Lengths are in modules unless a name says dots.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil, cos, pi, sin, sqrt

MIN_MODULE_DOTS = 4  # fewer dots can't show a hexagon
PREFERRED_MODULE_DOTS = 8
_PITCH = sqrt(3) / 2  # distance of two rows: cells of regular hexagons interlock
_CIRCUMRADIUS = 1 / sqrt(3)  # from the centre of a cell to its corner
# Share of its cell that a hexagon covers, as zint draws it: a light gap separates neighbours.
_DARK = 0.87
_CENTRE = (14.5, 16 * _PITCH + _CIRCUMRADIUS)  # of the bullseye
# Radii of the edges of the bullseye's three dark rings, as zint draws them: inner, outer, …
_RADII = (0.577, 1.362, 2.146, 2.931, 3.715, 4.5)
_SIDES = 96  # of the polygon that approximates a circle, to 0.05 % of its radius
_CORNERS = tuple(
    (sin(step * pi / 3) * _CIRCUMRADIUS, cos(step * pi / 3) * _CIRCUMRADIUS) for step in range(6)
)

Polygon = list[tuple[float, float]]


def row_heights(rows: int, module_dots: int) -> tuple[int, ...]:
    """Return the height in dots of each of *rows* rows."""
    # Rounding edges rather than heights makes the heights add up to that of the symbol.
    edges = [round(row * _PITCH * module_dots) for row in range(rows)]
    edges.append(ceil(((rows - 1) * _PITCH + 2 * _CIRCUMRADIUS) * module_dots))
    return tuple(after - before for before, after in pairwise(edges))


def hexagons(rows: Sequence[bytes], left: int, top: int, module_dots: int) -> Iterator[Polygon]:
    """Yield the corners of every dark hexagon in dots, for a symbol at *left* and *top*."""
    for row, modules in enumerate(rows):
        y = top + (row * _PITCH + _CIRCUMRADIUS) * module_dots
        for column, dark in enumerate(modules):
            if dark:
                # Every second row is shifted by half a hexagon.
                x = left + (column + 0.5 + row % 2 / 2) * module_dots
                scale = _DARK * module_dots
                yield [(x + dx * scale, y + dy * scale) for dx, dy in _CORNERS]


def rings(left: int, top: int, module_dots: int) -> Iterator[tuple[Polygon, Polygon]]:
    """Yield outer and inner edge of every dark ring; the inner one is reversed to cut a hole."""
    for inner, outer in zip(_RADII[::2], _RADII[1::2], strict=True):
        yield (
            _circle(left, top, module_dots, outer),
            _circle(left, top, module_dots, inner)[::-1],
        )


def _circle(left: int, top: int, module_dots: int, radius: float) -> Polygon:
    x, y = left + _CENTRE[0] * module_dots, top + _CENTRE[1] * module_dots
    length = radius * module_dots
    angles = (step * 2 * pi / _SIDES for step in range(_SIDES))
    return [(x + length * cos(angle), y + length * sin(angle)) for angle in angles]
