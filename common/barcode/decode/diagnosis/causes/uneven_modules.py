"""Modules of unequal width in a drawing that was resized by leaving out pixels."""

from common.barcode.decode.diagnosis.causes import noise
from common.barcode.decode.diagnosis.symptom import LIKELY, PROVED, Case, Cause, Symptom
from common.barcode.decode.diagnosis.view import View

_MAX_MODULE_PX = 2.9
_SHARP = 1.1  # px
_PURE = 12  # levels from black or white
_MIN_PURE_SHARE = 0.96
_UNITS = (2, 3, 4)  # px of modules that are whole
_MIN_EVEN = 0.9  # of the elements
_MIN_SINGLE = 0.62


def find(case: Case) -> Symptom | None:
    """Return the symptom of uneven modules."""
    return _symptom(case, PROVED + 0.01)


def warn(case: Case) -> Symptom | None:
    """Return the symptom of uneven modules in a symbol that is read."""
    return _symptom(case, LIKELY)


def _symptom(case: Case, certainty: float) -> Symptom | None:
    view = case.view
    module = view.module_px
    if not module or module > _MAX_MODULE_PX or min(view.edge_width) > _SHARP or view.scale < 1:
        return None
    counts = view.stretched.crop(view.inner).histogram()
    # Only black and white: a picture with grey edges was not drawn with whole pixels.
    pure = sum(counts[:_PURE]) + sum(counts[-_PURE:])
    if pure < _MIN_PURE_SHARE * sum(counts) or _is_even(view) or noise.is_grainy(view):
        return None
    return Symptom(
        certainty,
        f"Modules are uneven: about {module:.1f} px wide, and drawn with whole pixels. The picture"
        " was made smaller or larger after it was drawn.",
        "Draw the barcode in the size in which it is used, with a whole number of px for each"
        " module (option scale), or use SVG or PDF. Don't resize it.",
    )


def _is_even(view: View) -> bool:
    """Return True if all elements are multiples of one width, or if none is wider than others."""
    runs = view.runs.rows if view.is_linear else [*view.runs.rows, *view.runs_down.rows]
    widths = [width for row in runs for width in row]
    if not widths:
        return True
    return any(
        # Even modules are whole multiples of one number of pixels.
        sum(width % unit == 0 for width in widths) >= _MIN_EVEN * len(widths)
        for unit in _UNITS
    ) or _is_single(widths)


def _is_single(widths: list[int]) -> bool:
    """Return True if modules have one px: elements of one module are never wider."""
    # Of a resized picture, some of those that have one module have two px.
    return widths.count(1) >= _MIN_SINGLE * len(widths)


CAUSE = Cause("uneven_modules", find, warn)
