"""Finds rows of bars in a picture whose other edges are as strong: a label on a table, or blurred.

Areas of parallel edges are found in the picture and in smaller copies, where blurred and grainy
bars have steep edges. The mean of each column across such an area then says whether it is bars:
it changes often between dark and light, and pixels differ little from it.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from math import sqrt
from statistics import median

from msgspec import structs
from PIL import Image, ImageChops, ImageFilter

from common.barcode.decode import bar_regions, upright
from common.barcode.decode.bar_regions import BarRegion
from common.barcode.decode.diagnosis import locating, texture
from common.barcode.decode.diagnosis.dense_areas import DenseAreas
from common.barcode.decode.diagnosis.locating import Box
from common.barcode.decode.diagnosis.view import View

_FACTORS = (1, 2, 4)  # by which the copies are smaller
_MIN_SIDE = 24  # px of a copy
_TURN = 8  # degrees by which parts of a row may differ
_MAX_GAP = 0.35  # of the lengths of two parts, between them
_LEVEL = 0.5  # of the height of the lower of two parts, which the other shares
_MAX_REGIONS = 12  # of each copy
_MAX_PARTS = 8
_MIN_CHANGES = 13  # from dark to light or back; seven bars
_HYSTERESIS = 0.2  # of the range of the means
_STRIPS, _MIN_STRIPS = 24, 3  # of an area, one above the other, and those that are alike
_QUIET, _MIN_QUIET = 5, 4  # times the usual distance of turns, and px of the profile
_OF_ENDS = 5  # of the turns, one of so many may be those of what stands at either side
_SHARED, _MAX_ROW_GAP = 0.7, 0.3  # of the width of rows, and of their height between them
_MIN_PX, _MIN_HIGH = 10, 24  # px of a postal code, and of a stacked symbol
_MIN_ELEMENTS = 15
_MOSTLY_BARS = 0.4  # coherence of edges of rows of bars, of which stacked symbols have several
_MIN_CROSSED = 0.2
_SAME_WIDTH, _ALL_ROWS = 1.25, 0.9
_ALIKE = 0.6  # correlation of two of them
# Correlation of strips with the mean of all. Measured over 22 spoiled pictures of 19 symbologies:
# 0.96 to 1.0, and 0.93 if the bars are crossed out; over 12 pages of text: 0.85 to 0.93. Of postal
# codes, whose bars have several heights, it is less, but they stand at equal distances, and are
# more than the modules in a row of a small matrix symbol.
_MIN_LIKENESS, _EVEN_TURNS, _MIN_EVEN_TURNS = 0.94, 1.6, 40
_MIN_RANGE = 0.3  # of the contrast of the page
_MIN_LENGTH, _MIN_HEIGHT = 40, 6  # px of a copy
_PROFILE = 600  # px of an area whose columns are compared
_FAINT_GAIN = 24


class Rows:
    """The areas of a picture that may be symbols, each kind of which is looked for once.

    Attributes:
        image: shades of grey.
    """

    def __init__(self, image: Image.Image) -> None:
        self.image = image

    @cached_property
    def dense(self) -> DenseAreas:
        """The dense areas."""
        return DenseAreas(self.image)

    @cached_property
    def plain(self) -> list[Box]:
        """What `locate` returns of the picture."""
        return locate(self.image)

    @cached_property
    def faint(self) -> list[Box]:
        """What it returns of weak edges, too."""
        return locate(self.image, faint=True)


def locate(image: Image.Image, *, faint: bool = False) -> list[Box]:
    """Return the boxes of areas of *image*, shades of grey, that are rows of bars, largest first.

    Args:
        image: the picture.
        faint: make bars as strong as any other edge, however weak they are.
    """
    found: list[tuple[float, Box]] = []
    for factor in _FACTORS:
        if min(image.size) < factor * _MIN_SIDE:
            break
        small = image.reduce(factor) if factor > 1 else image
        if faint:
            small = _raised(small)
        low, high = _levels(small)
        for region in _joined(bar_regions.find(small)[:_MAX_REGIONS]):
            seen = _bars(small, region, _MIN_RANGE * (high - low))
            if seen is not None:
                weight, area = seen
                found.append((weight, box_of(area, image.size, factor)))
    distinct: list[Box] = []
    for _, box in sorted(found, reverse=True):
        if not any(
            2 * locating.overlap(box, other) > min(map(locating.size_of, (box, other)))
            for other in distinct
        ):
            distinct.append(box)
    return _stacked(distinct)


def is_row(view: View) -> bool:
    """Return True if *view*, an area that `locate` found, may be a barcode."""
    if min(view.box[2] - view.box[0], view.box[3] - view.box[1]) < _MIN_PX or is_regular(view):
        return False
    if texture.is_row_of_bars(view):
        return True
    # Most edges of text have other directions; windows and columns are few.
    is_dense = max(view.runs.usual_count, view.runs_down.usual_count) >= _MIN_ELEMENTS
    is_high = min(view.box[2] - view.box[0], view.box[3] - view.box[1]) >= _MIN_HIGH
    _, coherence, crossed = view.directions
    # Grain has one direction too, but none of its edges are perpendicular to others.
    is_directed = view.is_linear or (
        is_high and coherence >= _MOSTLY_BARS and crossed >= _MIN_CROSSED
    )
    return is_dense and is_directed and texture.is_barcode(view)


def is_regular(view: View) -> bool:
    """Return True if all bars are as wide as each other, and all spaces: stripes, and no symbol.

    Bars of postal codes are so in one row, but their ends are not.
    """
    if not view.is_linear or not view.runs.rows:
        return False
    for first in (0, 1):
        widths = sorted(width for row in view.runs.rows for width in row[1:-1][first::2])
        if not widths:
            return False
        least, most = widths[len(widths) // 10], widths[-1 - len(widths) // 10]
        if most > _SAME_WIDTH * least + 1:
            return False
    counts = [len(row) for row in view.runs.rows]
    # Fewer bars reach the first or the last row than the middle one.
    return min(counts[1], counts[-2]) >= _ALL_ROWS * max(counts)


def _stacked(boxes: Sequence[Box]) -> list[Box]:
    """Return *boxes*, with those that may be rows of one symbol as one."""
    groups: list[list[Box]] = []
    for box in sorted(boxes, key=lambda one: one[1]):
        for group in groups:
            if _is_below(locating.around(group), box):
                group.append(box)
                break
        else:
            groups.append([box])
    return sorted(map(locating.around, groups), key=locating.size_of, reverse=True)


def _is_below(upper: Box, lower: Box) -> bool:
    shared = min(upper[2], lower[2]) - max(upper[0], lower[0])
    gap = lower[1] - upper[3]
    return shared >= _SHARED * max(
        upper[2] - upper[0], lower[2] - lower[0]
    ) and gap <= _MAX_ROW_GAP * min(upper[3] - upper[1], lower[3] - lower[1])


def _raised(image: Image.Image) -> Image.Image:
    """Return *image* with weak edges as strong as others, and without differences of light."""
    smooth = image.filter(ImageFilter.GaussianBlur(1))
    around = image.filter(ImageFilter.GaussianBlur(12))
    return ImageChops.subtract(smooth, around, 1 / _FAINT_GAIN, 128)


def _levels(image: Image.Image) -> tuple[int, int]:
    counts = image.histogram()
    clipped = sum(counts) * 0.01
    seen, ends = 0.0, [0, 255]
    for level, count in enumerate(counts):
        if seen <= clipped < seen + count:
            ends[0] = level
        if seen <= sum(counts) - clipped < seen + count:
            ends[1] = level
        seen += count
    return ends[0], ends[1]


def _joined(regions: Sequence[BarRegion]) -> Iterator[BarRegion]:
    """Yield *regions*, and the areas that several of them are parts of."""
    yield from regions
    pending = list(regions)
    while pending:
        first = pending.pop(0)
        parts = [first]
        area = first
        for other in list(pending):
            if len(parts) < _MAX_PARTS and _continues(area, other):
                parts.append(other)
                pending.remove(other)
                area = _around(first, parts)
        if len(parts) > 1:
            yield area


def _continues(one: BarRegion, other: BarRegion) -> bool:
    turn = abs(one.angle_degrees - other.angle_degrees) % 180
    if min(turn, 180 - turn) > _TURN:
        return False
    x, y = _within(one, other)
    across = (one.height + other.height) / 2 - abs(y)
    gap = abs(x) - (one.length + other.length) / 2
    return across >= _LEVEL * min(one.height, other.height) and gap <= _MAX_GAP * (
        one.length + other.length
    )


def _within(one: BarRegion, other: BarRegion) -> tuple[float, float]:
    """Return the place of the middle of *other* along and across *one*."""
    right, below = one.place(1, 0), one.place(0, 1)
    x, y = other.middle[0] - one.middle[0], other.middle[1] - one.middle[1]
    return (
        x * (right[0] - one.middle[0]) + y * (right[1] - one.middle[1]),
        x * (below[0] - one.middle[0]) + y * (below[1] - one.middle[1]),
    )


def _around(first: BarRegion, parts: Sequence[BarRegion]) -> BarRegion:
    """Return the area of all *parts*, at the angle of *first*."""
    places = [(*_within(first, part), part.length / 2, part.height / 2) for part in parts]
    left, right = min(x - a for x, _, a, _ in places), max(x + a for x, _, a, _ in places)
    top, bottom = min(y - b for _, y, _, b in places), max(y + b for _, y, _, b in places)
    return BarRegion(
        first.place((left + right) / 2, (top + bottom) / 2),
        first.angle_degrees,
        right - left,
        bottom - top,
        first.parallelism,
        first.cell,
    )


def _bars(image: Image.Image, region: BarRegion, least: float) -> tuple[float, BarRegion] | None:
    """Return the part of *region* that is a row of bars, and its weight; None if there are none.

    Args:
        image: a copy of the picture.
        region: an area of parallel edges in it.
        least: levels by which bars are darker than spaces.
    """
    if region.length < _MIN_LENGTH or region.height < _MIN_HEIGHT:
        return None
    width = min(_PROFILE, round(region.length))
    view, _ = upright.view_of(image, region)
    rows = view.resize((width, _STRIPS), Image.Resampling.BOX).tobytes()
    strips = [rows[place : place + width] for place in range(0, len(rows), width)]
    # The strip that is most like its neighbours, since bars may be at either side of the area.
    likeness = [_correlation(one, other) for one, other in pairwise(strips)]
    middle = max(range(1, _STRIPS - 1), key=lambda place: likeness[place - 1] + likeness[place])
    kept = [_correlation(strips[middle], strip) >= _ALIKE for strip in strips]
    top = bottom = middle
    while top > 0 and kept[top - 1]:
        top -= 1
    while bottom < _STRIPS - 1 and kept[bottom + 1]:
        bottom += 1
    if bottom - top + 1 < _MIN_STRIPS:
        return None
    profile = [sum(levels) / len(levels) for levels in zip(*strips[top : bottom + 1], strict=True)]
    ordered = sorted(profile)
    span = ordered[-1 - width // 20] - ordered[width // 20]
    places = turns(profile, max(2.0, _HYSTERESIS * span))
    if span < least or len(places) < _MIN_CHANGES:
        return None
    places = _without_ends(places)
    if len(places) < _MIN_CHANGES:
        return None
    left, right = max(0, places[0] - 1), min(width, places[-1] + 1)
    alike = [_correlation(profile, strip) for strip in strips[top : bottom + 1]]
    agreement = sum(alike) / len(alike)
    if agreement < _MIN_LIKENESS and not _are_even(places):
        return None
    top, bottom = max(0, top - 1), min(_STRIPS, bottom + 2)
    across, down = region.length / width, region.height / _STRIPS
    return len(places) * agreement, structs.replace(
        region,
        middle=region.place(
            (left + right - width) / 2 * across, (top + bottom - _STRIPS) / 2 * down
        ),
        length=(right - left) * across,
        height=(bottom - top) * down,
    )


def _are_even(turns: Sequence[int]) -> bool:
    """Return True if *turns* are many at equal distances, but for a few."""
    distances = sorted(after - before for before, after in pairwise(turns))
    tenth = len(distances) // 10
    is_even = distances[-1 - tenth] <= _EVEN_TURNS * distances[tenth]
    return is_even and len(turns) >= _MIN_EVEN_TURNS


def _without_ends(turns: Sequence[int]) -> list[int]:
    """Return *turns* without those that a quiet zone separates from most: edges of a label."""
    kept = list(turns)
    usual = median([after - before for before, after in pairwise(kept)])
    least = max(_QUIET * usual, _MIN_QUIET)
    for place in range(len(kept) // _OF_ENDS, 0, -1):
        if kept[place] - kept[place - 1] > least:
            kept = kept[place:]
            break
    for place in range(len(kept) // _OF_ENDS, 0, -1):
        if kept[-place] - kept[-place - 1] > least:
            kept = kept[:-place]
            break
    return kept


def _correlation(one: Sequence[int], other: Sequence[int]) -> float:
    """Return Pearson's coefficient of two rows of levels; 0 if one is of one shade."""
    count = len(one)
    first, second = sum(one) / count, sum(other) / count
    shared = sum((a - first) * (b - second) for a, b in zip(one, other, strict=True))
    spread = sum((a - first) ** 2 for a in one) * sum((b - second) ** 2 for b in other)
    return shared / sqrt(spread) if spread else 0.0


def turns(profile: Sequence[float], least: float) -> list[int]:
    """Return the places at which *profile* turns, after a rise or fall by more than *least*."""
    found: list[int] = []
    direction, extreme, place = 0, profile[0], 0
    for at, level in enumerate(profile):
        if direction >= 0 and level < extreme - least:
            found, direction, extreme, place = [*found, place], -1, level, at
        elif direction <= 0 and level > extreme + least:
            found, direction, extreme, place = [*found, place], 1, level, at
        elif direction * (level - extreme) > 0:
            extreme, place = level, at
    return [*found, place]


def box_of(region: BarRegion, size: tuple[int, int], factor: int = 1) -> Box:
    """Return the upright box around *region*, of a picture of *size* that was reduced by *factor*.

    It is in px of the picture, and ends at its edges.
    """
    xs, ys = zip(*region.corners, strict=True)
    return (
        max(0, int(min(xs) * factor)), max(0, int(min(ys) * factor)),
        min(size[0], int(max(xs) * factor) + 1), min(size[1], int(max(ys) * factor) + 1),
    )  # fmt: skip
