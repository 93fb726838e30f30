"""The levels across the bars of an EAN or UPC symbol, as the mean of many lines.

A reader reports the rows that it has read, which may be few. Lines beside them show the same bars.
Each line is stretched from its first bar to its last one, and each half of it to the guard pattern
in the middle, so that lines of a symbol that is turned, bent or seen from the side may be added up.
"""

from collections.abc import Iterator
from math import atan2, cos, dist, sin
from typing import NamedTuple

from PIL import Image

from common.barcode.decode.detection import Detection
from common.barcode.decode.ean_upc import SAMPLES, Layout, correlation, normal

_REACH = 0.4  # of the length: the height in which lines are taken
_LINES = 0.02  # of the length from one line to the next
_MIN_STEP = 1.5  # px
_MARGIN = 10  # modules on either side
_NEAR = 3 * SAMPLES  # by which the ends of a line may differ from those of the line before
_MAX_STRETCH = 0.08  # of the length
_GUARD = normal([float(place % 2 == 0) for place in range(5) for _ in range(SAMPLES)])
_MAX_MOVE = 14  # samples by which the guard pattern may stand beside the middle
_MOVED = 0.004  # of correlation that a sample costs: bars of digits look alike
_MIN_GUARD = 0.6  # correlation
_BESIDE = (0.8, 4.5)  # modules from the symbol, in which another bar of the same would begin
_PAPER = 255


class Levels(NamedTuple):
    """The levels across a symbol.

    Attributes:
        mean: of all lines, `SAMPLES` for each module from the first bar to the last.
        lines: how many they are; 0 if none shows bars of this length.
        crowded: share of the lines that are dark where the quiet zone must be.
    """

    mean: list[float]
    lines: int
    crowded: float


def measure(image: Image.Image, one: Detection, layout: Layout) -> Levels:
    """Return the levels across *one*.

    Args:
        image: shades of grey.
        one: an EAN or UPC symbol in it.
        layout: of its symbology.
    """
    lines = list(_lines(_view(image, one, layout), layout))
    mean = [sum(column) / len(lines) for column in zip(*(line for line, _ in lines), strict=True)]
    crowded = sum(is_crowded for _, is_crowded in lines) / max(1, len(lines))
    return Levels(mean, len(lines), crowded)


def _view(image: Image.Image, one: Detection, layout: Layout) -> Image.Image:
    """Return lines across *one* with some paper beside them, the middle one in its middle."""
    left, right = one.corners[0], one.corners[1]
    length = dist(left, right)
    x, y = sum(x for x, _ in one.corners) / 4, sum(y for _, y in one.corners) / 4
    turn = atan2(right[1] - left[1], right[0] - left[0])
    width = (layout.modules + 2 * _MARGIN) * SAMPLES
    # An odd number, so that one line is in the middle.
    height = round(_REACH * length / max(_MIN_STEP, _LINES * length)) | 1
    across = length / (layout.modules * SAMPLES)
    down = _REACH * length / height
    step = (cos(turn) * across, -sin(turn) * down, sin(turn) * across, cos(turn) * down)
    origin = (
        x - (step[0] * width + step[1] * height) / 2,
        y - (step[2] * width + step[3] * height) / 2,
    )
    return image.transform(
        (width, height),
        Image.Transform.AFFINE,
        (step[0], step[1], origin[0], step[2], step[3], origin[1]),
        Image.Resampling.BICUBIC,
        fillcolor=_PAPER,
    )


def _lines(view: Image.Image, layout: Layout) -> Iterator[tuple[bytes, bool]]:
    """Yield the lines of *view* that show the symbol, and whether bars stand beside it."""
    data, width, middle = view.tobytes(), view.width, view.height // 2
    length = layout.modules * SAMPLES
    for rows in (range(middle, view.height), range(middle - 1, -1, -1)):
        start, end = float(_MARGIN * SAMPLES), float(width - _MARGIN * SAMPLES)
        for y in rows:
            row = data[y * width : (y + 1) * width]
            ends = _ends(row, round(start), round(end))
            if ends is None or abs((ends[1] - ends[0]) / length - 1) > _MAX_STRETCH:
                break  # the bars end here
            start, end = ends
            whole = _stretched(view, (start, y, end, y + 1), length)
            line = _centred(whole, layout.guard * SAMPLES) if layout.guard else whole
            if line is not None:
                yield line.tobytes(), _is_crowded(row, *ends)


def _ends(row: bytes, start: int, end: int) -> tuple[float, float] | None:
    """Return where the first bar begins near *start*, and where the last one ends near *end*."""
    levels = sorted(row[start:end])
    # Without the darkest and the lightest few, which may be specks.
    few = len(levels) // 20
    limit = (levels[few] + levels[-1 - few]) / 2
    first = last = None
    for x in range(max(1, start - _NEAR), start + _NEAR):
        if row[x] < limit <= row[x - 1]:
            first = x + 0.5 - (limit - row[x]) / (row[x - 1] - row[x])
            break
    for x in range(min(len(row) - 1, end + _NEAR), end - _NEAR, -1):
        if row[x - 1] < limit <= row[x]:
            last = x + 0.5 - (row[x] - limit) / (row[x] - row[x - 1])
            break
    return None if first is None or last is None else (first, last)


def _is_crowded(row: bytes, start: float, end: float) -> bool:
    """Return True if *row* is dark about as near to the symbol as a bar of its own would be."""
    inner = row[round(start) : round(end)]
    limit = (max(inner) + min(inner)) / 2
    # Not the next modules: blur makes the paper beside a bar grey.
    near, far = (round(modules * SAMPLES) for modules in _BESIDE)
    left = row[max(0, round(start) - far) : max(0, round(start) - near)]
    right = row[round(end) + near : round(end) + far]
    return min((*left, *right), default=_PAPER) < limit


def _centred(line: Image.Image, at: int) -> Image.Image | None:
    """Return *line* with its halves stretched so that its guard pattern stands at sample *at*."""
    levels = line.tobytes()
    best, place = max(
        (
            correlation(normal(levels[start : start + len(_GUARD)]), _GUARD)
            # Of equal places, the one that is nearest to where the guard should be.
            - _MOVED * abs(start - at),
            start,
        )
        for start in range(at - _MAX_MOVE, at + _MAX_MOVE + 1)
    )
    if best < _MIN_GUARD:
        return None
    length, behind = line.width, place + len(_GUARD)
    centred = Image.new("L", line.size)
    centred.paste(_stretched(line, (0, 0, place, 1), at))
    centred.paste(line.crop((place, 0, behind, 1)), (at, 0))
    right = _stretched(line, (behind, 0, length, 1), length - at - len(_GUARD))
    centred.paste(right, (at + len(_GUARD), 0))
    return centred


def _stretched(
    image: Image.Image, box: tuple[float, float, float, float], length: int
) -> Image.Image:
    return image.resize((length, 1), Image.Resampling.BILINEAR, box=box)
