"""Symbologies that only the shape of a symbol distinguishes: rows, height or what is left out."""

from collections.abc import Sequence
from math import dist

from PIL import Image, ImageChops

from common.barcode.decode import grayscale, stacked_lines, upright
from common.barcode.decode.detection import Detection

# Heights of bars in parts of the width (ISO/IEC 24724:2011): GS1 DataBar Omnidirectional is 96
# modules wide and at least 33 high, Truncated 13. Both rows of Stacked Omnidirectional are 33 high
# and 50 wide, the upper one of Stacked is 5 high.
_MIN_OMNI = 0.22
_MIN_STACKED_OMNI = 0.3
_REACH = 0.8  # of the width, above and below what was read, in which the bars may end
_SAME = 0.25  # of the contrast, by which rows of the same bars may differ
# Elements of PDF417's stop pattern in modules (ISO/IEC 15438:2015), and of its start.
_STOP = (7, 1, 1, 3, 1, 1, 1, 2, 1)
_START_MODULES, _FIRST_BAR = 17, 8
_MAX_ERROR = 0.6  # modules
_LINES = 16  # that are looked at
_FEW_LINES = 3  # that are looked at first
_MIDDLE = (0.4, 0.6)  # of the height, where these are
_BESIDE = 0.15  # of the width, as the corners of what was read are inexact


def symbology_of(detection: Detection, image: Image.Image) -> str:
    """Return the id of the symbology that the shape of *detection* shows, or "".

    Args:
        detection: what zxing-cpp read.
        image: shades of grey, in which it lies.
    """
    name = detection.barcode.format.name
    if name == "DataMatrix":
        return "datamatrix_rectangular" if _is_rectangular(detection) else ""
    # The two differ in the height of their bars alone (ISO/IEC 24724:2011, 5.3.1).
    if name == "DataBarOmni":
        return "databar_truncated" if height_of_bars(detection, image) < _MIN_OMNI else ""
    if name == "DataBarStk":
        is_omni = height_of_bars(detection, image) > _MIN_STACKED_OMNI
        return "databar_stacked_omni" if is_omni else ""
    if name == "PDF417":
        return "pdf417_compact" if _lacks_stop(detection, image) else ""
    return ""


def _is_rectangular(detection: Detection) -> bool:
    extra = detection.barcode.extra
    size = str(extra.get("Version", "")) if isinstance(extra, dict) else ""
    rows, _, columns = size.partition("x")
    return bool(columns) and rows != columns


def height_of_bars(detection: Detection, image: Image.Image) -> float:
    """Return the height of the first row of bars of *detection* in parts of its width.

    zxing-cpp reports the rows that it has read, which may be half of them.

    Args:
        detection: what zxing-cpp read.
        image: shades of grey, in which it lies.
    """
    one, two, _, four = detection.corners
    width, height = dist(one, two), max(1.0, dist(one, four))
    top, bottom = ends_of_bars(detection, image)
    return (bottom - top) * height / max(1.0, width)


def ends_of_bars(detection: Detection, image: Image.Image) -> tuple[float, float]:
    """Return where the first row of bars begins and ends, in parts of the reported height.

    Args:
        detection: what zxing-cpp read, which may be half of the rows.
        image: shades of grey, in which it lies.
    """
    one, two, _, four = detection.corners
    reach = _REACH * dist(one, two) / max(1.0, dist(one, four))
    view = upright.cut(image, upright.within(detection.corners, -reach, reach))
    first = min(view.height - 1, view.height // 2 + 1)
    bars = view.crop((0, first, view.width, first + 1))
    levels = bars.tobytes()
    limit = _SAME * (max(levels) - min(levels))
    # Rows that equal the middle one belong to the bars; text and paper don't.
    difference = ImageChops.difference(view, bars.resize(view.size))
    rows = difference.resize((1, view.height), Image.Resampling.BOX).tobytes()
    top = bottom = first
    while top > 0 and rows[top - 1] < limit:
        top -= 1
    while bottom < view.height and rows[bottom] < limit:
        bottom += 1
    scale = 2 * reach / view.height
    return scale * top - reach, scale * bottom - reach


def _lacks_stop(detection: Detection, image: Image.Image) -> bool:
    """Return True if all rows end with a single bar, as those of Compact PDF417 do."""
    few = _ends(detection, image, upright.within(detection.corners, *_MIDDLE), _FEW_LINES)
    if len(few) == _FEW_LINES and all(few):
        return False
    ends = _ends(detection, image, detection.corners, _LINES)
    return len(ends) >= 2 and sum(ends) < len(ends) / 2


def _ends(
    detection: Detection, image: Image.Image, corners: Sequence[upright.Place], lines: int
) -> list[bool]:
    """Return for each of *lines* lines between *corners* that begins a row if it has the stop."""
    view = upright.cut(image, corners, beyond=_BESIDE)
    if detection.is_inverted:
        view = view.point([255 - level for level in range(256)])
    darkest, lightest = grayscale.extrema(view)
    ends = []
    for segments in stacked_lines.lines(view, int(darkest + lightest) // 2, most=lines):
        # The view may show a part of another symbol.
        widths = max(segments, key=len, default=[])
        if len(widths) > len(_STOP) and _begins(widths):
            ends.append(_ends_with_stop(widths))
    return ends


def _begins(widths: Sequence[float]) -> bool:
    """Return True if the first bar is as wide as that of a start pattern."""
    module = sum(widths[:8]) / _START_MODULES
    return abs(widths[0] / module - _FIRST_BAR) < 2 * _MAX_ERROR


def _ends_with_stop(widths: Sequence[float]) -> bool:
    end = widths[-len(_STOP) :]
    module = sum(end) / sum(_STOP)
    return all(abs(a / module - b) < 2 * _MAX_ERROR for a, b in zip(end, _STOP, strict=True))
