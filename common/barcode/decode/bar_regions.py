"""Finds areas of parallel edges, such as the bars of a linear symbol at any angle.

Differences of neighbouring pixels in four directions, averaged over cells, give the direction
across the edges in each cell, in the manner of a structure tensor (Bigun and Granlund, 1987).
Neighbouring cells of one direction are a region. Cells of three sizes find low bars as well as wide
ones. Cost: some arithmetic of Pillow on at most :data:`MAX_PIXELS` pixels, and a visit to each cell
that has parallel edges.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import atan, cos, degrees, hypot, radians, sin, sqrt

from msgspec import Struct, structs
from PIL import Image, ImageChops, ImageFilter

from common.barcode.decode import grayscale

# Bars at an angle occur in photographs, in which more pixels add no detail.
MAX_PIXELS = 2_000_000
# Bars of linear and postal symbols have no edges along them but at their ends; letters do.
PARALLEL = 0.75
_SMALL = 500_000  # pixels of a picture that is divided into smaller cells
_CELLS = (4, 8)  # px of a cell at its side, of small and of other pictures
_COARSER = (1, 2, 4, 8)  # cells at the side of a cell, for bars that are wider than one
_NOISE = 0.06  # of the contrast, that is no edge
_MIN_EDGES = 14  # of 255: mean of the differences in a cell
_PARALLEL = 0.42  # by which the differences across an edge must exceed those along it
_NEIGHBOURS = 3  # cells at the side of the square about a cell, of which three must be parallel
_HAS_NEIGHBOURS = ImageFilter.RankFilter(_NEIGHBOURS, _NEIGHBOURS * _NEIGHBOURS - 3)
_MAX_TURN = 20  # degrees from a cell to the next
_MIN_TURN = 1.0  # degrees, below which a drawing is more likely than a turned one
_MIN_CELLS = 5
_MIN_LENGTH = 2  # cells
_MAX_REGIONS = 24
_BESIDE = 0.12  # of the length of bars, as much paper as is left on either side
_MIN_BESIDE = 12  # px
_ABOVE = 4  # px
_ROOT = sqrt(2)
_MAX_ANGLES = 16_384  # that are kept: a few MB

Point = tuple[float, float]
Vector = tuple[int, int]


class BarRegion(Struct, frozen=True):
    """An area of parallel edges.

    Attributes:
        middle: its place in the picture, in px.
        angle_degrees: of the direction across the edges to the right, clockwise, -90 to 90.
        length: of the area in that direction, in px.
        height: of the area along the edges, in px.
        parallelism: how much stronger differences across the edges are than along them, 0 to 1.
        cell: px to which the ends of the area are known.
    """

    middle: Point
    angle_degrees: float
    length: float
    height: float
    parallelism: float
    cell: float

    @property
    def tilt_degrees(self) -> float:
        """Return the angle from the nearest row or column, 0 to 45."""
        rest = abs(self.angle_degrees) % 90
        return min(rest, 90 - rest)

    def grown(self, beyond: float, above: float) -> "BarRegion":
        """Return the area with *beyond* px more at either end, and *above* px at either side."""
        return structs.replace(
            self, length=self.length + 2 * beyond, height=self.height + 2 * above
        )

    def with_paper(self) -> "BarRegion":
        """Return the area with as much about its bars as is needed to read them."""
        return self.grown(max(_MIN_BESIDE, _BESIDE * self.length), _ABOVE)

    def turned(self, degrees: float) -> "BarRegion":
        """Return the area turned by *degrees*, clockwise."""
        return structs.replace(self, angle_degrees=self.angle_degrees + degrees)

    def place(self, x: float, y: float) -> Point:
        """Return the point of the picture at *x* along and *y* across the area, from its middle."""
        turn = radians(self.angle_degrees)
        return (
            self.middle[0] + cos(turn) * x - sin(turn) * y,
            self.middle[1] + sin(turn) * x + cos(turn) * y,
        )

    def holds(self, point: Point) -> bool:
        """Return True if *point* lies in the area."""
        turn = radians(self.angle_degrees)
        x, y = point[0] - self.middle[0], point[1] - self.middle[1]
        along, across = cos(turn) * x + sin(turn) * y, cos(turn) * y - sin(turn) * x
        return abs(along) <= self.length / 2 and abs(across) <= self.height / 2

    @property
    def corners(self) -> tuple[Point, Point, Point, Point]:
        """Return the corners, clockwise from the upper left one if the angle were 0."""
        x, y = self.length / 2, self.height / 2
        return self.place(-x, -y), self.place(x, -y), self.place(x, y), self.place(-x, y)


class _Differences(Struct, frozen=True):
    """Mean differences of neighbouring pixels in the cells of a picture.

    Attributes:
        across: to the right.
        down: downward.
        falling: to the lower right.
        rising: to the upper right.
    """

    across: Image.Image
    down: Image.Image
    falling: Image.Image
    rising: Image.Image

    def reduced(self, factor: int) -> "_Differences":
        """Return the means in cells of *factor* × *factor*."""
        if factor == 1:
            return self
        return _Differences(
            self.across.reduce(factor),
            self.down.reduce(factor),
            self.falling.reduce(factor),
            self.rising.reduce(factor),
        )


def find(image: Image.Image) -> list[BarRegion]:
    """Return the areas of parallel edges in *image*, shades of grey, the largest first."""
    # A whole factor: a mean of whole pixels moves no edge.
    factor = max(1, int(sqrt(image.width * image.height / MAX_PIXELS)))
    small = image.reduce(factor) if factor > 1 else image
    cell = _CELLS[small.width * small.height > _SMALL]
    differences = _differences(small, cell)
    if differences is None:
        return []
    regions = [
        _scaled(region, factor)
        # Wide bars fill a small cell with one shade, so that coarser cells are looked at too.
        for coarser in _COARSER
        for region in _regions(differences.reduced(coarser), cell * coarser)
    ]
    regions.sort(key=lambda one: -one.length * one.height)
    return regions[:_MAX_REGIONS]


def _scaled(region: BarRegion, factor: int) -> BarRegion:
    if factor == 1:
        return region
    x, y = region.middle
    return structs.replace(
        region,
        middle=(x * factor, y * factor),
        length=region.length * factor,
        height=region.height * factor,
        cell=region.cell * factor,
    )


def _differences(image: Image.Image, cell: int) -> _Differences | None:
    darkest, lightest = grayscale.extrema(image)
    if lightest <= darkest:
        return None
    width, height = image.width - 1, image.height - 1
    if min(width, height) < cell:
        return None
    # Paper has grain: small differences count as none.
    noise = _NOISE * (lightest - darkest)
    gain = 255 / (lightest - darkest - noise)
    stretched = [max(0, min(255, round((level - noise) * gain))) for level in range(256)]
    one = image.crop((0, 0, width, height))
    right = image.crop((1, 0, width + 1, height))
    below = image.crop((0, 1, width, height + 1))
    both = image.crop((1, 1, width + 1, height + 1))
    return _Differences(
        *(
            ImageChops.difference(a, b).point(stretched).reduce(cell)
            for a, b in ((one, right), (one, below), (one, both), (right, below))
        )
    )


def _regions(differences: _Differences, cell: int) -> Iterator[BarRegion]:
    """Yield the regions of cells, each *cell* px at its side."""
    width = differences.across.width
    pending = bytearray(_parallel(differences).tobytes())
    maps = [
        one.tobytes()
        for one in (
            differences.across,
            differences.down,
            differences.falling,
            differences.rising,
        )
    ]
    start = pending.find(1)
    while start >= 0:
        cells = _connected(pending, width, start, maps)
        if len(cells) >= _MIN_CELLS:
            region = _box(cells, maps, width, cell)
            if region.length >= _MIN_LENGTH * cell:
                yield region
        # Cells of the region just found are cleared, so that the search goes on behind it.
        start = pending.find(1, start)


def _parallel(differences: _Differences) -> Image.Image:
    """Return 1 for cells whose edges are parallel."""
    masks = []
    for one, other in (
        (differences.across, differences.down),
        (differences.falling, differences.rising),
    ):
        most = ImageChops.lighter(one, other)
        limit = most.point([max(_MIN_EDGES * _PARALLEL, level * _PARALLEL) for level in range(256)])
        masks.append(ImageChops.subtract(ImageChops.difference(one, other), limit))
    parallel = ImageChops.lighter(*masks).point([int(level > 0) for level in range(256)])
    if min(parallel.size) < _NEIGHBOURS:
        return parallel
    # Strokes of letters are single cells, each of which would be visited for nothing.
    return ImageChops.darker(parallel, parallel.filter(_HAS_NEIGHBOURS))


def _connected(pending: bytearray, width: int, start: int, maps: Sequence[bytes]) -> list[int]:
    """Return the places of cells of one direction from *start* on, removed from *pending*."""
    pending[start] = 0
    across, down, falling, rising = maps
    found = [start]
    angles = [_angle_of(across[start] - down[start], falling[start] - rising[start])]
    last = width - 1
    size = len(pending)
    for number, at in enumerate(found):  # the loop adds to it
        column = at % width
        for neighbour, is_inside in (
            (at - 1, column > 0),
            (at + 1, column < last),
            (at - width, at >= width),
            (at + width, at + width < size),
        ):
            if is_inside and pending[neighbour]:
                angle = _angle_of(
                    across[neighbour] - down[neighbour], falling[neighbour] - rising[neighbour]
                )
                turn = abs(angle - angles[number])
                if turn <= _MAX_TURN or turn >= 180 - _MAX_TURN:
                    pending[neighbour] = 0
                    found.append(neighbour)
                    angles.append(angle)
    return found


@lru_cache(maxsize=_MAX_ANGLES)
def _angle_of(one: int, other: int) -> float:
    """Return the angle of a cell by its two pairs of differences, the second at 45 degrees."""
    # A page of text asks for the same few thousand pairs again and again.
    return _degrees(one, other / _ROOT)


def _degrees(u: float, v: float) -> float:
    """Return the angle of a direction, clockwise from the right, -90 to 90.

    With c and s for the cosine and sine of the angle, mean differences of parallel edges are as
    |c|, |s|, |c + s| and |c - s|, so that u is as |c| - |s| and v as the lesser of them times √2.
    """
    least = abs(v)
    most = _ROOT * abs(u) + least
    turn = degrees(atan(least / most)) if most else 0.0
    if u < 0:
        turn = 90 - turn
    return -turn if v < 0 else turn


def _box(cells: Sequence[int], maps: Sequence[bytes], width: int, cell: int) -> BarRegion:
    """Return the region of *cells* in the direction that they have in the mean."""
    across, down, falling, rising = maps
    # The direction across the edges of each cell, as twice its angle would have it.
    directions = [(across[at] - down[at], (falling[at] - rising[at]) / _ROOT) for at in cells]
    angle = _degrees(sum(u for u, _ in directions), sum(v for _, v in directions))
    nearest = round(angle / 90) * 90
    if abs(angle - nearest) < _MIN_TURN:
        angle = nearest  # so that pixels need not be interpolated
    turn = radians(angle)
    cosine, sine = cos(turn), sin(turn)
    points = [((at % width + 0.5) * cell, (at // width + 0.5) * cell) for at in cells]
    along = [cosine * x + sine * y for x, y in points]
    beside = [cosine * y - sine * x for x, y in points]
    first, last = min(along), max(along)
    top, bottom = min(beside), max(beside)
    x, y = (first + last) / 2, (top + bottom) / 2
    most = sum(max(across[at], down[at], falling[at] / _ROOT, rising[at] / _ROOT) for at in cells)
    return BarRegion(
        (cosine * x - sine * y, sine * x + cosine * y),
        angle,
        last - first + cell,
        bottom - top + cell,
        min(1.0, sum(hypot(u, v) for u, v in directions) / most / _most_parallel(angle)),
        cell,
    )


def _most_parallel(angle: float) -> float:
    """Return the quotient of `_box` for parallel edges at *angle* that have no ends."""
    turn = radians(min(abs(angle), 90 - abs(angle)))
    most, least = cos(turn), sin(turn)
    return hypot(most - least, _ROOT * least) / max(most, (most + least) / _ROOT)
