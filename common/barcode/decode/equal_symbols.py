"""Takes apart equal linear symbols that a reader of rows took for one.

zxing-cpp joins rows that say the same: of labels one below the other it reports one symbol, from
the first row of the first label to the last row of the last. Between labels rows differ from those
of bars, since there is paper or text.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from math import cos, dist, radians, sin

from PIL import Image, ImageChops, ImageOps

from common.barcode.decode import grayscale, upright
from common.barcode.decode.bar_regions import BarRegion
from common.barcode.decode.corners import height, middle
from common.barcode.decode.detection import Detection

# Reported of one row of bars, whose rows all look the same.
_OF_ONE_ROW = frozenset(
    {
        *("Codabar", "Code128", "Code32", "Code39", "Code39Ext", "Code39Std", "Code93", "PZN"),
        *("EAN13", "EAN8", "ISBN", "ITF", "ITF14", "UPCA", "UPCE"),
        *("DataBarExp", "DataBarLtd", "DataBarOmni", "TelepenAlpha", "TelepenNumeric"),
    }
)
_MAX_SHIFT = 0.4  # of the length, by which the rows of two readings of one symbol may differ
_BETWEEN = 0.6  # of the length, whose bars are followed from one reading to the other
_SAME_ANGLE = 1.0  # degrees
_MIN_VIEW = 4  # px; closer ones are of one symbol
_DARK_RUN = re.compile(rb"\x01+")
_MIN_CONTRAST = 8
_MIN_ROWS = 12  # px; two labels are higher
_MAX_WIDTH = 400  # px that are compared
_MAX_DIFFERENCE = 0.25  # of the contrast, between two rows of the same bars
_MIN_BAND = 3  # px of bars
_MIN_GAP = 0.15  # of a band's height, unless the gap is plain paper
_MIN_PAPER = 4  # px
_PAPER = 0.85  # of the contrast: rows of at least this mean are paper


def separate(image: Image.Image, seen: Sequence[Detection]) -> list[Detection]:
    """Return *seen*, with each of several equal symbols on its own.

    Args:
        image: shades of grey.
        seen: what was found in it.
    """
    return [part for one in seen for part in _parts(image, one)]


def repeated(seen: Sequence[Detection]) -> list[Detection]:
    """Return those of *seen* that a reader may join, and whose text occurs more than once."""
    count = Counter(_bars(one) for one in seen)
    return [one for one in seen if count[_bars(one)] > 1 and one.barcode.format.name in _OF_ONE_ROW]


def _bars(one: Detection) -> tuple[str, str]:
    return one.barcode.format.name, one.barcode.text


def tilted_area(
    image: Image.Image, seen: Sequence[Detection], regions: Sequence[BarRegion]
) -> BarRegion | None:
    """Return the whole *image* at the angle that most of *seen* share.

    Returns None if they are upright, or if no two of them share an angle.

    Args:
        image: shades of grey.
        seen: symbols in it.
        regions: areas of parallel edges in it, the largest first.
    """
    holding = [
        next((each for each in regions if each.holds(middle(one.corners))), None) for one in seen
    ]
    angles = [each.angle_degrees for each in holding if each is not None]

    def number_at(angle: float) -> int:
        return sum(_tilt(angle - other) < _SAME_ANGLE for other in angles)

    # Of symbols at right angles, a reader of rows and columns reads all.
    angle = max(angles, key=number_at, default=0.0)
    if not _tilt(angle) or number_at(angle) < 2:
        return None
    turn = radians(angle)
    cosine, sine = abs(cos(turn)), abs(sin(turn))
    width, height = image.size
    return BarRegion(
        (width / 2, height / 2),
        angle,
        cosine * width + sine * height,
        sine * width + cosine * height,
        1,
        1,
    )


def _tilt(angle: float) -> float:
    """Return the angle from the nearest row or column, 0 to 45."""
    return min(angle % 90, -angle % 90)


def each_once(
    image: Image.Image, seen: Sequence[Detection], regions: Sequence[BarRegion]
) -> list[Detection]:
    """Return *seen* without readings of bars that another one of them reads, too.

    Rows that cross a symbol at an angle reach both of its ends in a part of its height only, so
    that a reader may report several parts.

    Args:
        image: shades of grey.
        seen: what was found in it.
        regions: areas of parallel edges in it.
    """
    kept: list[Detection] = []
    for one in sorted(seen, key=lambda one: height(one.corners), reverse=True):
        if not any(_have_same_bars(image, one, other, regions) for other in kept):
            kept.append(one)
    return [one for one in seen if any(one is other for other in kept)]


def _have_same_bars(
    image: Image.Image, one: Detection, other: Detection, regions: Sequence[BarRegion]
) -> bool:
    # The cheap questions first; the picture is looked at last.
    if one.barcode.text != other.barcode.text or one.barcode.format != other.barcode.format:
        return False
    if one.barcode.format.name not in _OF_ONE_ROW:
        return False
    (x, y), (a, b) = middle(one.corners), middle(other.corners)
    length = dist(one.corners[0], one.corners[1])
    if dist((x, y), (a, b)) > length:
        return False
    angle = next((each.angle_degrees for each in regions if each.holds((x, y))), None)
    if angle is None:
        return False
    turn = radians(angle)
    apart = (a - x) * cos(turn) + (b - y) * sin(turn)
    along_bars = (b - y) * cos(turn) - (a - x) * sin(turn)
    # Beside each other, they are two symbols whatever is between them.
    if abs(apart) > _MAX_SHIFT * length:
        return False
    between = BarRegion(
        ((x + a) / 2, (y + b) / 2), angle, _BETWEEN * length, abs(along_bars) + 2, 1, 1
    )
    view, _ = upright.view_of(image, between)
    if one.is_inverted:
        view = ImageOps.invert(view)
    return view.height < _MIN_VIEW or _has_unbroken_bar(view)


def _parts(image: Image.Image, one: Detection) -> list[Detection]:
    if one.barcode.format.name not in _OF_ONE_ROW:
        return [one]
    view = upright.cut(image, one.corners)
    # A bar that goes through the whole height joins what is above and below.
    if view.height < _MIN_ROWS or _has_unbroken_bar(view):
        return [one]
    bands = _bands(view)
    if len(bands) < 2:
        return [one]
    height = view.height
    return [
        one._replace(corners=upright.within(one.corners, top / height, bottom / height))
        for top, bottom in bands
    ]


@cache
def _dark(limit: float) -> bytes:
    """Return the table of `bytes.translate` that has 1 for levels below *limit*, else 0."""
    return bytes(level < limit for level in range(256))


def _has_unbroken_bar(view: Image.Image) -> bool:
    """Return True if the widest bar of the first row continues to the last one."""
    levels = view.crop((0, 1, view.width, 2)).tobytes()
    middle = (min(levels) + max(levels)) / 2
    runs = _DARK_RUN.findall(levels.translate(_dark(middle)))
    if not runs:
        return False
    widest = max(runs, key=len)
    column = levels.translate(_dark(middle)).index(widest) + len(widest) // 2
    _, lightest = grayscale.extrema(view.crop((column, 1, column + 1, view.height - 1)))
    return lightest < middle


def _bands(view: Image.Image) -> list[tuple[int, int]]:
    """Return the first row of bars and the row after the last, of each symbol in *view*."""
    if view.width > _MAX_WIDTH:
        view = view.resize((_MAX_WIDTH, view.height), Image.Resampling.BOX)
    first = view.crop((0, 1, view.width, 2))
    levels = first.tobytes()
    low, high = min(levels), max(levels)
    if high - low < _MIN_CONTRAST:
        return []
    # Rows of one symbol equal its first row; text and paper between two do not.
    same = ImageChops.difference(view, first.resize(view.size))
    differences = same.resize((1, view.height), Image.Resampling.BOX).tobytes()
    means = view.resize((1, view.height), Image.Resampling.BOX).tobytes()
    limit = _MAX_DIFFERENCE * (high - low)
    bands = _runs([difference < limit for difference in differences])
    paper = low + _PAPER * (high - low)
    joined: list[tuple[int, int]] = []
    for top, bottom in bands:
        # A line through the bars is damage, and only paper separates two symbols.
        if joined and not _is_gap(joined[-1], (top, bottom), means, paper):
            joined[-1] = joined[-1][0], bottom
        else:
            joined.append((top, bottom))
    return joined


def _runs(rows: Sequence[bool]) -> list[tuple[int, int]]:
    runs, start = [], None
    for place, is_same in enumerate([*rows, False]):
        if is_same and start is None:
            start = place
        elif not is_same and start is not None:
            if place - start >= _MIN_BAND:
                runs.append((start, place))
            start = None
    return runs


def _is_gap(one: tuple[int, int], two: tuple[int, int], means: bytes, paper: float) -> bool:
    """Return True if what is between the bands *one* and *two* is no scratch across the bars."""
    between = means[one[1] : two[0]]
    if len(between) >= _MIN_PAPER and min(between) >= paper:
        return True
    return len(between) >= _MIN_GAP * max(one[1] - one[0], two[1] - two[0])
