"""Finds rows of bars of a postal code at any angle.

Bars of a postal code stand apart: each is a connected dark area, and the middles of all lie near a
line, at equal distances along it. So the direction of a row is known more exactly than from the
edges of its bars, which are short. Cost: a visit to each run of dark pixels in a picture of at most
`_MAX_PIXELS` pixels, of which at most `_MAX_AREAS` areas are compared with their neighbours.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from math import atan2, cos, degrees, sin, sqrt
from statistics import median

from msgspec import Struct
from PIL import Image

from common.barcode.decode import connected_areas, scanlines
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
    areas = _areas(scanlines.binarize(view))
    if len(areas) < _MIN_BARS:
        return []
    groups = sorted(_groups(areas), key=len, reverse=True)
    rows = [row for group in groups if len(group) >= _MIN_BARS and (row := _row(group, scale))]
    return rows[:_MAX_ROWS]


def _areas(dark: Image.Image) -> list[_Area]:
    """Return the connected areas of *dark* that may be bars; [] if there are too many."""
    pixels = dark.tobytes()
    # A photograph has more runs than any page, which are counted in a moment.
    if pixels.count(b"\x00\xff") > _MAX_RUNS:
        return []
    areas: list[_Area] = []
    for box in connected_areas.find(pixels, dark.width, with_diagonals=True):
        area = _Area(*box)
        if _MIN_HEIGHT <= area.size <= _MAX_HEIGHT:
            areas.append(area)
        # A page of text has thousands of areas of this height.
        if len(areas) > _MAX_AREAS:
            return []
    return areas


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
