"""Distinguishes symbols from pieces of text, once nothing is joined to them.

Lines of a page and symbols that are close to them are one area as long as gaps are closed. Without
that, words and lines are areas of their own, so that stricter limits hold here.
"""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from PIL import Image

from common.barcode.decode import scanlines
from common.barcode.decode.diagnosis import texture
from common.barcode.decode.diagnosis.view import View

_MIN_RUNS = 9  # dark and light ones on a row and on a column of cells
_DARK = (0.35, 0.7)  # share of cells; letters of small text have 0.2
_ASPECT = 3  # sides of a matrix symbol
_MAX_MODULE = 2.5  # px: larger modules are found otherwise, and coarse grain looks like them
_MIN_BARS, _MAX_MISSING = 18, 4
_PITCH = 0.22  # of the distance of bars, by which places deviate at most
_MIN_ON_PITCH, _MIN_NEXT = 0.85, 0.6  # of the bars; with no bar missing between them
_NARROW = 0.68  # of the distance: letters of equal pitch are wider
_SAME_WIDTH = 1.5
_MAX_DOWN = 1.6  # dark runs of a column of bars, on average
_MIN_PX = 5  # from top to bottom
_SQUARE = 0.7  # agreement of edges in two directions: letters have 0.6


def is_symbol(view: View) -> bool:
    """Return True if *view* shows cells, or bars at equal distances; some may be missing."""
    return is_cells(view) or is_comb(view)


def is_cells(view: View) -> bool:
    """Return True if *view* has as many changes as a matrix symbol, and is as dark."""
    left, top, right, bottom = view.box
    sides = right - left, bottom - top
    is_long = max(sides) > _ASPECT * min(sides)
    if view.is_linear or is_long or view.module_px > _MAX_MODULE:
        return False
    if min(view.runs.usual_count, view.runs_down.usual_count) < _MIN_RUNS:
        return False
    low, high = _DARK
    return (
        low < texture.dark_share(view) < high
        and not texture.gaps(view)
        and texture.is_barcode(view)
    )


def is_comb(view: View) -> bool:
    """Return True if dark columns, or rows, of *view* are narrow and at equal distances.

    So are postal bars, also without the part in which all of them are dark. Distances may be
    multiples of the least, where bars are missing.
    """
    if view.directions[2] < _SQUARE:
        return False
    dark = scanlines.binarize(view.stretched.crop(view.inner))
    return any(_is_comb(each) for each in (dark, dark.transpose(Image.Transpose.TRANSPOSE)))


def _is_comb(dark: Image.Image) -> bool:
    box = dark.getbbox()
    if box is None or box[3] - box[1] < _MIN_PX or box[2] - box[0] < 4 * (box[3] - box[1]):
        return False
    dark = dark.crop(box)
    columns = dark.resize((dark.width, 1), Image.Resampling.BOX).tobytes()
    bars = _runs(columns)
    if len(bars) < _MIN_BARS:
        return False
    widths = [end - start for start, end in bars]
    usual = median(widths)
    alike = sum(usual / _SAME_WIDTH - 1 <= width <= usual * _SAME_WIDTH + 1 for width in widths)
    if alike < _MIN_ON_PITCH * len(widths):
        return False
    middles = [(start + end) / 2 for start, end in bars]
    steps = [after - before for before, after in pairwise(middles)]
    pitch = _pitch(steps)
    if usual > _NARROW * pitch:
        return False
    multiples = [round(step / pitch) for step in steps]
    fits = [
        1 <= many <= _MAX_MISSING and abs(step - many * pitch) <= _PITCH * pitch
        for step, many in zip(steps, multiples, strict=True)
    ]
    next_to = sum(fit and many == 1 for fit, many in zip(fits, multiples, strict=True))
    if sum(fits) < _MIN_ON_PITCH * len(steps) or next_to < _MIN_NEXT * len(steps):
        return False
    return _pieces(dark, bars) <= _MAX_DOWN


def _pitch(steps: Sequence[float]) -> float:
    """Return the least distance of bars: the mean of those that are near the median."""
    usual = median(steps)
    near = [step for step in steps if abs(step - usual) <= usual / 4]
    return sum(near) / len(near)


def _pieces(dark: Image.Image, bars: Sequence[tuple[int, int]]) -> float:
    """Return how many dark runs the middle column of each of *bars* has, on average."""
    turned = dark.transpose(Image.Transpose.TRANSPOSE)
    data, width = turned.tobytes(), turned.width
    counts = [
        len(_runs(data[middle * width : (middle + 1) * width]))
        for middle in ((start + end) // 2 for start, end in bars)
    ]
    return sum(counts) / len(counts)


def _runs(levels: bytes) -> list[tuple[int, int]]:
    """Return the first place of each run that is not 0, and the one behind its last."""
    runs, start = [], -1
    for place, level in enumerate(levels + b"\x00"):
        if level and start < 0:
            start = place
        elif not level and start >= 0:
            runs.append((start, place))
            start = -1
    return runs
