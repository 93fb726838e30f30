"""Takes apart equal linear symbols that a reader of rows took for one.

zxing-cpp joins rows that say the same: of labels one below the other it reports one symbol, from
the first row of the first label to the last row of the last. Between labels rows differ from those
of bars, since there is paper or text.
"""

from collections.abc import Sequence

from PIL import Image, ImageChops

from common.barcode.decode import grayscale, upright
from common.barcode.decode.rotated_search import Detection

# Reported of one row of bars, whose rows all look the same.
_OF_ONE_ROW = frozenset(
    {
        *("Codabar", "Code128", "Code32", "Code39", "Code39Ext", "Code39Std", "Code93", "PZN"),
        *("EAN13", "EAN8", "ISBN", "ITF", "ITF14", "UPCA", "UPCE"),
        *("DataBarExp", "DataBarLtd", "DataBarOmni", "TelepenAlpha", "TelepenNumeric"),
    }
)
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


def _parts(image: Image.Image, one: Detection) -> list[Detection]:
    if one.barcode.format.name not in _OF_ONE_ROW:
        return [one]
    view = upright.cut(image, one.corners)
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


def _has_unbroken_bar(view: Image.Image) -> bool:
    """Return True if a bar of the first row continues to the last one."""
    levels = view.crop((0, 1, view.width, 2)).tobytes()
    dark = levels.index(min(levels))
    _, lightest = grayscale.extrema(view.crop((dark, 1, dark + 1, view.height - 1)))
    return lightest < (levels[dark] + max(levels)) / 2


def _bands(view: Image.Image) -> list[tuple[int, int]]:
    """Return the first row of bars and the row after the last, of each symbol in *view*."""
    if view.width > _MAX_WIDTH:
        view = view.resize((_MAX_WIDTH, view.height), Image.Resampling.BOX)
    first = view.crop((0, 1, view.width, 2))
    levels = first.tobytes()
    low, high = min(levels), max(levels)
    if high - low < _MIN_CONTRAST:
        return []
    same = ImageChops.difference(view, first.resize(view.size))
    differences = same.resize((1, view.height), Image.Resampling.BOX).tobytes()
    means = view.resize((1, view.height), Image.Resampling.BOX).tobytes()
    limit = _MAX_DIFFERENCE * (high - low)
    bands = _runs([difference < limit for difference in differences])
    paper = low + _PAPER * (high - low)
    joined: list[tuple[int, int]] = []
    for top, bottom in bands:
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
