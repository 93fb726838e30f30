"""Modules of too few pixels."""

from common.barcode.decode.diagnosis.causes import noise
from common.barcode.decode.diagnosis.symptom import LIKELY, POSSIBLE, PROVED, Case, Cause, Symptom

MIN_MODULE_PX = 2.0
_SURELY = 1.6
_SHARPEST = 1.2  # px
_SMALLEST_BLUR = 2.0  # px: an edge that is wider is not a matter of size
# The estimate is high if bars have run together.
_MARGIN = 1.4
_TOLERATED = 0.9  # of the least, since it is an estimate


def find(case: Case) -> Symptom | None:
    """Return the symptom of modules that are too small."""
    view = case.view
    module = view.module_px
    is_sharp = min(view.edge_width) < _SMALLEST_BLUR
    if not module or module > MIN_MODULE_PX * _MARGIN or not is_sharp or view.scale < 1:
        return None
    message, fix = _texts(module)
    if not case.repairs.is_simple and (found := case.repairs.enlarged):
        return Symptom(PROVED - 0.02, message, fix, found[1])
    if module > MIN_MODULE_PX:
        # Edges of a px each have kept all bars apart.
        if min(view.edge_width) < _SHARPEST or noise.is_grainy(view):
            return None
        return Symptom(POSSIBLE - 0.1, message, fix)
    return Symptom(LIKELY if module < _SURELY else POSSIBLE + 0.1, message, fix)


def warn(case: Case) -> Symptom | None:
    """Return the symptom of small modules in a symbol that is read."""
    module = case.view.module_px
    if not module or module >= MIN_MODULE_PX * _TOLERATED or case.view.scale < 1:
        return None
    return Symptom(LIKELY, *_texts(module))


def _texts(module: float) -> tuple[str, str]:
    """Return the message and the fix for modules of so many px."""
    message = (
        f"The modules are about {module:.1f} px wide. Readers need {MIN_MODULE_PX:.0f} px, and"
        " more in a photo."
    )
    fix = (
        f"Scan at {_times(module)} times the resolution, photograph from closer, or draw the"
        " barcode larger. Enlarging this picture adds no detail."
    )
    return message, fix


def _times(module: float) -> int:
    return max(2, round(2 * MIN_MODULE_PX / module))


CAUSE = Cause("small_modules", find, warn)
