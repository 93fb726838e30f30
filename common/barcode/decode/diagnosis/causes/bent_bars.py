"""Bars on a bottle or a can, as their widths show it: narrower towards both ends of their rows."""

from statistics import median

from common.barcode.decode.diagnosis.causes import curved, noise, uneven_modules
from common.barcode.decode.diagnosis.symptom import LIKELY, Case, Cause, Symptom
from common.barcode.decode.diagnosis.view import View

# Mean elements in the outer tenths of a row by those in its middle half. Flat symbols of sixteen
# symbologies have 0.63 (Telepen) to 1.4 at the end where it is more; symbols on a cylinder that are
# not read have 0.2 to 0.75 at both ends.
_OUTER, _INNER = 0.1, 0.25
_NARROWER, _EVEN = 0.72, 0.17
_MOSTLY = 0.8  # of the usual number of elements
_AROUND, _ENDS = 5.0, 5  # times the median element, and elements at either end
_MIN_ELEMENTS = 8  # in the middle of a row
_MIN_ROWS = 6
_WIDEST = 4.5  # times the mean: no element of a whole symbol is as wide


def find(case: Case) -> Symptom | None:
    """Return the symptom of bars that become narrower towards both ends.

    It costs little, so that it is looked for even if something else is proved: bars that are
    drawn again with fewer elements are read in spite of the bend.
    """
    view = case.view
    # What is black and white was drawn, and not photographed.
    if not view.is_linear or noise.is_grainy(view) or not is_bent(view):
        return None
    if uneven_modules.is_pure(view) or case.repairs.unchanged:
        return None
    return Symptom(
        LIKELY + 0.14,
        "The symbol is bent round something: bars become narrower towards both of its ends.",
        curved.FIX,
    )


def is_bent(view: View) -> bool:
    """Return True if elements on rows of bars become narrower towards both ends."""
    usual = view.runs.usual_count
    # Digits below the bars are narrow and few, and shorter than they are.
    rows = [_between(row) for row in view.runs.rows if len(row) >= _MOSTLY * usual]
    ratios = [found for row in rows if (found := _ratios(row))]
    if len(ratios) < _MIN_ROWS:
        return False
    left, left_half, right_half, right = (median(each) for each in zip(*ratios, strict=True))
    return bool(
        max(left, right) <= _NARROWER
        and abs(left - right) <= _EVEN
        and left < left_half
        and right < right_half
    )


def _between(row: list[int]) -> list[int]:
    """Return *row* without what is wider than any element at its ends: the edges of a bottle."""
    widest = _AROUND * median(row)
    first = max((at + 1 for at in range(min(_ENDS, len(row))) if row[at] > widest), default=0)
    last = max((at + 1 for at in range(min(_ENDS, len(row))) if row[-1 - at] > widest), default=0)
    # A row begins and ends with a bar.
    return row[first + first % 2 : len(row) - last - last % 2]


def _ratios(row: list[int]) -> tuple[float, float, float, float] | None:
    """Return how wide elements of the four outer parts are, by the mean of those in the middle."""
    total, before = sum(row), 0
    parts: tuple[list[int], ...] = ([], [], [], [], [])
    limits = (_OUTER, _INNER, 1 - _INNER, 1 - _OUTER)
    for width in row:
        place = (before + width / 2) / total
        parts[sum(place >= limit for limit in limits)].append(width)
        before += width
    middle = parts[2]
    if len(middle) < _MIN_ELEMENTS or not all(parts):
        return None
    usual = sum(middle) / len(middle)
    if max(middle) > _WIDEST * usual:
        return None
    one, two, _, four, five = (sum(part) / len(part) / usual for part in parts)
    return one, two, four, five


CAUSE = Cause("curved", find)
