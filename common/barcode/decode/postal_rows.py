"""Finds rows of bars of a postal code at any angle.

Bars of a postal code stand apart: each is a connected dark area, and the middles of all lie near a
line, at equal distances along it. So the direction of a row is known more exactly than from the
edges of its bars, which are short. Cost: a visit to each run of dark pixels in a picture of at most
`_MAX_PIXELS` pixels, of which at most `_MAX_AREAS` areas are compared with their neighbours.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from math import atan2, cos, degrees, sin, sqrt
from statistics import median

from msgspec import Struct
from PIL import Image

from common.barcode.decode import scanlines
from common.barcode.decode.bar_regions import BarRegion

_MAX_PIXELS = 1_000_000
_MAX_RUNS = 40_000
_MAX_AREAS = 1_500
_MIN_HEIGHT = 4  # px of an area
_MAX_HEIGHT = 120
_MIN_BARS = 18  # KIX has 24 and POSTNET 32 at least; some may touch or be missing
_MAX_ROWS = 6
_REACH = 1.4  # of the larger side of two areas, which are neighbours if they are nearer
_EVEN = 0.3  # of the usual distance of bars, by which a distance may differ
_MIN_EVEN = 0.7  # of the distances that must be even
_MAX_SPREAD = 0.75  # of the height of the bars, by which their middles may be beside the line
_RUN = re.compile(rb"\xff+")


class _Area(Struct):
    """A connected dark area."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    @property
    def size(self) -> int:
        """Return the larger side of the box about it."""
        return max(self.right - self.left, self.bottom - self.top)


def find(image: Image.Image) -> list[BarRegion]:
    """Return the areas of *image* that may be postal codes, those with the most bars first.

    Args:
        image: 8-bit grayscale.
    """
    scale = max(1.0, sqrt(image.width * image.height / _MAX_PIXELS))
    size = max(1, round(image.width / scale)), max(1, round(image.height / scale))
    view = image if scale == 1 else image.resize(size, Image.Resampling.BOX)
    areas = [
        one for one in _areas(scanlines.binarize(view)) if _MIN_HEIGHT <= one.size <= _MAX_HEIGHT
    ]
    # A page of text has thousands of areas of this height.
    if not _MIN_BARS <= len(areas) <= _MAX_AREAS:
        return []
    groups = sorted(_groups(areas), key=len, reverse=True)
    rows = [row for group in groups if len(group) >= _MIN_BARS and (row := _row(group, scale))]
    return rows[:_MAX_ROWS]


def _areas(dark: Image.Image) -> list[_Area]:
    """Return the connected areas of *dark*; [] if there are too many runs, as in a photograph."""
    width, height = dark.size
    data = dark.tobytes()
    owners: list[int] = []  # of each area that was begun, the one that it was joined with
    areas: list[_Area] = []
    above: list[tuple[int, int, int]] = []  # start, end and area of the runs of the last row
    count = 0
    for y in range(height):
        row: list[tuple[int, int, int]] = []
        first = 0
        for match in _RUN.finditer(data, y * width, (y + 1) * width):
            start, end = match.start() - y * width, match.end() - y * width
            count += 1
            while first < len(above) and above[first][1] < start:
                first += 1
            own = -1
            for place in range(first, len(above)):
                left, _, area = above[place]
                if left > end:
                    break
                own = _joined(owners, areas, own, area)
            if own < 0:
                own = len(areas)
                owners.append(own)
                areas.append(_Area(start, y, end, y + 1))
            area_of = areas[own]
            area_of.left, area_of.right = min(area_of.left, start), max(area_of.right, end)
            area_of.bottom = y + 1
            row.append((start, end, own))
        above = row
        if count > _MAX_RUNS:
            return []
    return [area for place, area in enumerate(areas) if owners[place] == place]


def _joined(owners: list[int], areas: list[_Area], one: int, other: int) -> int:
    """Return the area that *one*, or -1, and *other* are part of, which are joined."""
    # Areas that were joined point to the one that holds all of them (union-find).
    while owners[other] != other:
        other = owners[other]
    if one in (-1, other):
        return other
    while owners[one] != one:
        one = owners[one]
    if one == other:
        return one
    first, second = min(one, other), max(one, other)
    owners[second] = first
    kept, gone = areas[first], areas[second]
    kept.left, kept.right = min(kept.left, gone.left), max(kept.right, gone.right)
    kept.top, kept.bottom = min(kept.top, gone.top), max(kept.bottom, gone.bottom)
    return first


def _groups(areas: Sequence[_Area]) -> list[list[_Area]]:
    """Return *areas* in groups of neighbours, whose middles are near for their size."""
    ordered = sorted(areas, key=lambda one: one.left + one.right)
    middles = [one.middle for one in ordered]
    xs = [x for x, _ in middles]
    group_of = list(range(len(ordered)))
    for place, one in enumerate(ordered):
        x, y = middles[place]
        reach = _REACH * one.size
        # The larger one of two looks for the other.
        for other in range(bisect_left(xs, x - reach), bisect_right(xs, x + reach)):
            if ordered[other].size <= one.size and abs(middles[other][1] - y) <= reach:
                _unite(group_of, place, other)
    groups: dict[int, list[_Area]] = {}
    for place, one in enumerate(ordered):
        groups.setdefault(_root(group_of, place), []).append(one)
    return list(groups.values())


def _unite(group_of: list[int], one: int, other: int) -> None:
    group_of[_root(group_of, other)] = _root(group_of, one)


def _root(group_of: list[int], place: int) -> int:
    while group_of[place] != place:
        group_of[place] = group_of[group_of[place]]
        place = group_of[place]
    return place


def _row(group: Sequence[_Area], scale: float) -> BarRegion | None:
    """Return the area of *group*, if its middles are a row of bars at equal distances."""
    middles = [one.middle for one in group]
    x = sum(place for place, _ in middles) / len(middles)
    y = sum(place for _, place in middles) / len(middles)
    along = sum((a - x) ** 2 for a, _ in middles)
    down = sum((b - y) ** 2 for _, b in middles)
    both = sum((a - x) * (b - y) for a, b in middles)
    # The axis along which the middles are spread most.
    turn = atan2(2 * both, along - down) / 2
    cosine, sine = cos(turn), sin(turn)
    places = sorted(cosine * (a - x) + sine * (b - y) for a, b in middles)
    beside = [cosine * (b - y) - sine * (a - x) for a, b in middles]
    height = max(one.size for one in group)
    if max(beside) - min(beside) > 2 * _MAX_SPREAD * height or not _are_even(places):
        return None
    middle = (places[0] + places[-1]) / 2
    return BarRegion(
        middle=(scale * (x + cosine * middle), scale * (y + sine * middle)),
        angle_degrees=degrees(turn),
        length=scale * (places[-1] - places[0] + 2),
        height=scale * (height + max(beside) - min(beside)),
        parallelism=1.0,
        cell=scale * max(2, height / 4),
    )


def _are_even(places: Sequence[float]) -> bool:
    distances = [two - one for one, two in pairwise(places)]
    usual = median(distances)
    even = sum(abs(distance - usual) <= _EVEN * usual for distance in distances)
    return usual > 0 and even >= _MIN_EVEN * len(distances)
