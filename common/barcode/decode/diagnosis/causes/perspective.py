"""A symbol that the camera saw from the side."""

from common.barcode.decode.diagnosis import hull, repairs, tiers
from common.barcode.decode.diagnosis.flat_view import FlatView
from common.barcode.decode.diagnosis.symptom import LIKELY, POSSIBLE, PROVED, Case, Cause, Symptom

_MIN_RATIO = 1.2  # of opposite sides
_EXTREME = 1.4
_OUTLINED = 0.12  # above what is likely
_CONTAINED = 0.16  # below what is proved: bent symbols may be read so as well
_MESSAGE = (
    "The symbol is seen from the side: one of its sides looks {ratio:.1f} times as long as the"
    " opposite one."
)
_SLANTED = "The symbol is seen from the side: its corners are no right angles."
_FIX = "Photograph the symbol from straight above."


def find(case: Case) -> Symptom | None:
    """Return the symptom of a symbol whose sides converge."""
    if isinstance(case.view, FlatView):
        return _of_outline(case.view)
    symptom = _of_dark(case)
    if case.dense is None or case.repairs.is_simple or (symptom and symptom.barcode):
        return symptom
    # A table or text near the symbol may be as dark as it is.
    outline = case.dense.outline(case.view)
    if outline is None or outline.ratio < _MIN_RATIO or not outline.read:
        return symptom
    left, top, right, below = outline.around
    around = [(left, top), (right, top), (right, below), (left, below)]
    # What another size alone makes readable is not seen from the side.
    if repairs.read_flattened(outline.seen, around):
        return symptom
    return _of_outline(outline)._replace(certainty=PROVED - _CONTAINED)


def _of_dark(case: Case) -> Symptom | None:
    """Return the symptom of something dark whose sides converge."""
    view = case.view
    corners = hull.quadrilateral(view.dark)
    if corners is None:
        return None
    top, right, bottom, left = hull.sides(corners)
    if not min(top, right, bottom, left):
        return None
    ratio = max(left / right, right / left)
    # Text below bars is shorter than they are. They are read from the side, unless it is extreme.
    if not view.is_linear:
        ratio = max(ratio, top / bottom, bottom / top)
    if ratio < (_EXTREME if view.is_linear else _MIN_RATIO):
        return None
    message = _MESSAGE.format(ratio=ratio)
    if case.repairs.is_simple:
        # A reader may manage at the limit of what it can.
        return Symptom(PROVED + 0.05, message, _FIX) if ratio >= _EXTREME else None
    # The sides of bars of several heights are no sides of the symbol.
    if view.is_linear and tiers.are_there(view):
        return None
    found = repairs.read_flattened(view.upright, corners)
    return Symptom(PROVED + 0.03 if found else LIKELY, message, _FIX, found)


def _of_outline(view: FlatView) -> Symptom:
    """Return the symptom of an area whose outline on the page is no rectangle."""
    message = _MESSAGE.format(ratio=view.ratio) if view.ratio >= _MIN_RATIO else _SLANTED
    # A part of a symbol may have any outline.
    likely = LIKELY + _OUTLINED if view.ratio >= _MIN_RATIO else POSSIBLE
    return Symptom(PROVED + 0.03 if view.read else likely, message, _FIX, view.read)


CAUSE = Cause("perspective", find)
