"""Grids of square modules: which one fits what is seen, and what it says.

A matrix symbol has a number of modules a side that its standard lists. The box about it, the width
of its narrowest elements and the places of its edges say which of them it has.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import cos, pi

from PIL import Image

from common.barcode.decode.picture_regions import Upright

Grid = tuple[int, int]  # columns and rows
MAX_TRIED = 8
LINES = 60  # scan lines in each direction that are looked at for edges
SQUARENESS = 0.12  # by which modules may be wider than high or the reverse
NARROWEST = (0.55, 1.7)  # of the narrowest elements that a module may be
_PARTS = 3  # pixels a side that each module is reduced to, of which the middle one counts
_RUN = re.compile(rb"\x01+|\x00+")


def edges_of(region: Upright) -> tuple[list[list[int]], list[list[int]]]:
    """Return where lines of *region*, across and down, change between dark and light."""
    return (
        edges(region.image, region.threshold),
        edges(region.image.transpose(Image.Transpose.TRANSPOSE), region.threshold),
    )


def edges(image: Image.Image, threshold: int) -> list[list[int]]:
    """Return where some lines of *image* change between dark and light, in pixels."""
    width = image.width
    count = min(image.height, LINES)
    # Whole lines of the picture: a mean of several would blur edges between modules.
    lines = image.resize((width, count), Image.Resampling.NEAREST)
    pixels = lines.point([level < threshold for level in range(256)]).tobytes()
    return [
        [run.start() for run in _RUN.finditer(pixels[at : at + width])] + [width]
        for at in range(0, len(pixels), width)
    ]


def narrowest(lines: Sequence[Sequence[int]]) -> float:
    """Return the width of narrow elements in pixels: three in ten are not wider."""
    runs = sorted(two - one for line in lines for one, two in pairwise(line))
    return float(runs[len(runs) * 3 // 10]) if runs else 0.0


def fitting(
    sizes: Iterable[Grid],
    size: tuple[int, int],
    narrow: float,
    lines: tuple[list[list[int]], list[list[int]]],
) -> list[Grid]:
    """Return those of *sizes* that fit best, the best first."""
    ranked = []
    for grid in sizes:
        wide, high = size[0] / grid[0], size[1] / grid[1]
        if abs(wide / high - 1) > SQUARENESS or wide < 1:
            continue
        # The narrowest element is a module, thinner or thicker by what ink spreads.
        if not NARROWEST[0] <= narrow / wide <= NARROWEST[1]:
            continue
        score = alignment(lines[0], wide) + alignment(lines[1], high)
        ranked.append((score, grid))
    ranked.sort(reverse=True)
    return [grid for _, grid in ranked[:MAX_TRIED]]


def alignment(lines: Sequence[Sequence[int]], module: float) -> float:
    """Return how well the edges in *lines* lie on multiples of *module*: 1 is best, 0 chance."""
    turns = _turns(module, max((line[-1] for line in lines), default=0))
    found = [turns[edge] for line in lines for edge in line[1:-1]]
    return sum(found) / len(found) if found else 0.0


def _turns(module: float, length: int) -> list[float]:
    return [cos(2 * pi * place / module) for place in range(length + 1)]


def sampled(
    image: Image.Image, threshold: int, grid: Grid, box: tuple[float, float, float, float]
) -> tuple[bytes, ...]:
    """Return the middle of each module of *grid* over *box*, 1 is dark."""
    columns, rows = grid
    # Parts of a module: the middle one is not touched by its neighbours.
    small = image.resize((columns * _PARTS, rows * _PARTS), Image.Resampling.BOX, box=box)
    pixels = small.point([level < threshold for level in range(256)]).tobytes()
    width = columns * _PARTS
    middle = _PARTS // 2
    return tuple(
        pixels[
            (row * _PARTS + middle) * width + middle : (row * _PARTS + middle + 1) * width : _PARTS
        ]
        for row in range(rows)
    )
