"""Symbologies that only the shape of a symbol distinguishes: rows, height or what is left out."""

from collections.abc import Sequence
from math import dist

from PIL import Image

from common.barcode.decode import stacked_lines, upright
from common.barcode.decode.rotated_search import Detection

# Heights in parts of the width (ISO/IEC 24724:2011): GS1 DataBar Omnidirectional is 96 modules wide
# and at least 33 high, Truncated 13. Stacked is 50 wide and 13 high, Stacked Omnidirectional 69.
_MIN_OMNI = 0.22
_MIN_TRUNCATED = 0.08  # less are some rows of a symbol
_MIN_STACKED_OMNI = 0.5
# Elements of PDF417's stop pattern in modules (ISO/IEC 15438:2015, 5.3.2.1), and of its start.
_STOP = (7, 1, 1, 3, 1, 1, 1, 2, 1)
_START_MODULES, _FIRST_BAR = 17, 8
_MAX_ERROR = 0.6  # modules
_LINES = 16  # that are looked at
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
    if name == "DataBarOmni":
        low = _MIN_TRUNCATED <= _proportion(detection) < _MIN_OMNI
        return "databar_truncated" if low else ""
    if name == "DataBarStk":
        return "databar_stacked_omni" if _proportion(detection) > _MIN_STACKED_OMNI else ""
    if name == "PDF417":
        return "pdf417_compact" if _lacks_stop(detection, image) else ""
    return ""


def _is_rectangular(detection: Detection) -> bool:
    extra = detection.barcode.extra
    size = str(extra.get("Version", "")) if isinstance(extra, dict) else ""
    rows, _, columns = size.partition("x")
    return bool(columns) and rows != columns


def _proportion(detection: Detection) -> float:
    """Return the height of *detection* in parts of its width."""
    one, two, _, four = detection.corners
    return dist(one, four) / max(1.0, dist(one, two))


def _lacks_stop(detection: Detection, image: Image.Image) -> bool:
    """Return True if all rows end with a single bar, as those of Compact PDF417 do."""
    view = upright.cut(image, detection.corners, beyond=_BESIDE)
    if detection.is_inverted:
        view = view.point([255 - level for level in range(256)])
    darkest, lightest = min(view.tobytes()), max(view.tobytes())
    ends = []
    for segments in stacked_lines.lines(view, (darkest + lightest) // 2, most=_LINES):
        # The view may show a part of another symbol.
        widths = max(segments, key=len, default=[])
        if len(widths) > len(_STOP) and _begins(widths):
            ends.append(_ends_with_stop(widths))
    return len(ends) >= 2 and sum(ends) < len(ends) / 2


def _begins(widths: Sequence[float]) -> bool:
    """Return True if the first bar is as wide as that of a start pattern."""
    module = sum(widths[:8]) / _START_MODULES
    return abs(widths[0] / module - _FIRST_BAR) < 2 * _MAX_ERROR


def _ends_with_stop(widths: Sequence[float]) -> bool:
    end = widths[-len(_STOP) :]
    module = sum(end) / sum(_STOP)
    return all(abs(a / module - b) < 2 * _MAX_ERROR for a, b in zip(end, _STOP, strict=True))
