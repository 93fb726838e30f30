"""Modules of unequal width in a drawing that was resized by leaving out pixels."""

from common.barcode.decode.diagnosis.symptom import POSSIBLE, PROVED, Case, Cause, Symptom

_MAX_MODULE_PX = 2.9
_SHARP = 1.1  # px
_PURE = 12  # levels from black or white
_MIN_PURE_SHARE = 0.96


def find(case: Case) -> Symptom | None:
    """Return the symptom of uneven modules."""
    view = case.view
    module = view.module_px
    if not module or module > _MAX_MODULE_PX or min(view.edge_width) > _SHARP or view.scale < 1:
        return None
    counts = view.stretched.crop(view.inner).histogram()
    pure = sum(counts[:_PURE]) + sum(counts[-_PURE:])
    if pure < _MIN_PURE_SHARE * sum(counts):
        return None
    message = (
        f"Modules are uneven: about {module:.1f} px wide, and drawn with whole pixels. The picture"
        " was made smaller or larger after it was drawn."
    )
    fix = (
        "Draw the barcode in the size in which it is used, with a whole number of px for each"
        " module (option scale), or use SVG or PDF. Don't resize it."
    )
    certainty = PROVED + 0.01 if module < 2 else POSSIBLE
    return Symptom(certainty, message, fix)


CAUSE = Cause("uneven_modules", find)
