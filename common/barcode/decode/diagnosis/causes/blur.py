"""Edges that are spread over more than a module: out of focus, or moved."""

from common.barcode.decode.diagnosis.symptom import LIKELY, POSSIBLE, PROVED, Case, Cause, Symptom

_MIN_WIDTH = 2.0  # px
_MIN_MODULES = 0.4
_SEVERE = 0.75  # modules
_MOVED = 1.7  # times as blurred in one direction as in the other


def find(case: Case) -> Symptom | None:
    """Return the symptom of blurred edges."""
    view = case.view
    across, down = view.edge_width
    # Along bars there are no edges, so that only those across count.
    width = across if view.is_linear else min(across, down)
    widest = across if view.is_linear else max(across, down)
    module = view.module_px * view.scale
    if widest < _MIN_WIDTH or not module or widest < _MIN_MODULES * module:
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
    return Symptom(LIKELY + 0.1 if widest > _SEVERE * module else POSSIBLE, message, fix)


CAUSE = Cause("blur", find)
