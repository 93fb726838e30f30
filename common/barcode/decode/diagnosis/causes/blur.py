"""Edges that are spread over more than a module: out of focus, or moved."""

from PIL import Image

from common.barcode.decode.diagnosis import bar_areas
from common.barcode.decode.diagnosis.symptom import LIKELY, POSSIBLE, PROVED, Case, Cause, Symptom
from common.barcode.decode.diagnosis.view import View

_MIN_WIDTH = 2.0  # px
_MIN_MODULES = 0.4
_SEVERE = 0.75  # modules
_MIN_MIXED_WIDTH, _MIN_TURNS = 3.0, 10  # px, and bars and spaces
_TURN, _MIXED = 0.08, 0.25  # of the range of levels
_MIN_MIXED = 0.3  # of the bars and spaces
_MOVED = 1.7  # times as blurred in one direction as in the other


def find(case: Case) -> Symptom | None:
    """Return the symptom of blurred edges."""
    view = case.view
    across, down = view.edge_width
    # Along bars there are no edges, so that only those across count.
    width = across if view.is_linear else min(across, down)
    widest = across if view.is_linear else max(across, down)
    module = view.module_px * view.scale
    # Of bars that have run together, the module is estimated too large.
    is_mixed = view.is_linear and widest >= _MIN_MIXED_WIDTH and mixed_share(view) >= _MIN_MIXED
    if not module or widest < _MIN_WIDTH or (widest < _MIN_MODULES * module and not is_mixed):
        return None
    # Motion blurs in one direction, a lens in all.
    is_moved = not view.is_linear and widest > _MOVED * width
    kind = "The camera or the label moved" if is_moved else "The picture is out of focus"
    message = (
        f"{kind}: edges are spread over {widest / view.scale:.0f} px, and modules are about"
        f" {view.module_px:.1f} px wide."
    )
    fix = (
        "Hold the camera still, use more light or a shorter exposure."
        if is_moved
        else "Focus on the barcode, or hold the camera still and further away, with more light."
    )
    if not case.repairs.is_simple and (found := case.repairs.sharpened):
        return Symptom(PROVED, message, fix, found)
    if is_mixed:
        return Symptom(LIKELY + 0.12, message, fix)
    return Symptom(LIKELY + 0.1 if widest > _SEVERE * module else POSSIBLE, message, fix)


def mixed_share(view: View) -> float:
    """Return which part of the bars and spaces in *view* are as dark as neither ink nor paper.

    Of sharp bars every one reaches the level of ink, and every space that of paper.
    """
    box = view.dark.getbbox()
    if box is None:
        return 0.0
    left, top, right, bottom = box
    quarter = (bottom - top) // 4
    middle = view.upright.crop(
        (left, top + quarter, right, max(top + quarter + 1, bottom - quarter))
    )
    profile = middle.resize((middle.width, 1), Image.Resampling.BOX).tobytes()
    levels = sorted(profile)
    low, high = levels[len(levels) // 20], levels[-1 - len(levels) // 20]
    places = bar_areas.turns(profile, max(2.0, _TURN * (high - low)))[1:-1]
    if len(places) < _MIN_TURNS:
        return 0.0
    margin = _MIXED * (high - low)
    return sum(low + margin < profile[place] < high - margin for place in places) / len(places)


CAUSE = Cause("blur", find)
