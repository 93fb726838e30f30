"""A symbol that the camera saw from the side."""

from math import dist

from common.barcode.decode.diagnosis import hull, repairs, tiers
from common.barcode.decode.diagnosis.symptom import LIKELY, PROVED, Case, Cause, Symptom

_MIN_RATIO = 1.2  # of opposite sides
_EXTREME = 1.4
_SIDE = 480  # px of a symbol that is made rectangular
_MARGIN = 40
_FIX = "Photograph the symbol from straight above."


def find(case: Case) -> Symptom | None:
    """Return the symptom of a symbol whose sides converge."""
    view = case.view
    corners = hull.quadrilateral(view.dark)
    if corners is None:
        return None
    top, right, bottom, left = (
        dist(one, other) for one, other in zip(corners, [*corners[1:], corners[0]], strict=True)
    )
    if not min(top, right, bottom, left):
        return None
    ratio = max(left / right, right / left)
    # Text below bars is shorter than they are. They are read from the side, unless it is extreme.
    if not view.is_linear:
        ratio = max(ratio, top / bottom, bottom / top)
    if ratio < (_EXTREME if view.is_linear else _MIN_RATIO):
        return None
    message = (
        f"The symbol is seen from the side: one of its sides looks {ratio:.1f} times as long as the"
        " opposite one."
    )
    if case.repairs.is_simple:
        # A reader may manage at the limit of what it can.
        return Symptom(PROVED + 0.05, message, _FIX) if ratio >= _EXTREME else None
    # The sides of bars of several heights are no sides of the symbol.
    if view.is_linear and tiers.are_there(view):
        return None
    wide, high = (top + bottom) / 2, (left + right) / 2
    for square in (False, True):
        size = (_SIDE, _SIDE if square else max(40, round(_SIDE * high / wide)))
        flat = hull.flattened(view.upright, corners, size, _MARGIN)
        if found := repairs.read(flat):
            return Symptom(PROVED + 0.03, message, _FIX, found)
    return Symptom(LIKELY, message, _FIX)


CAUSE = Cause("perspective", find)
