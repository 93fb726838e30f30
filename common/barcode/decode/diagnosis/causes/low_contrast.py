"""Ink and paper that a reader can't tell apart."""

from common.barcode.decode.diagnosis.symptom import LIKELY, PROVED, Case, Cause, Symptom

# zxing-cpp takes an area with fewer levels between its darkest and lightest pixel as blank.
_UNREADABLE = 26
# ISO/IEC 15416, symbol contrast: less than 20 % between ink and paper is grade 0.
WEAK = 51
_MOST_CERTAIN = 0.17  # above what is likely
_FIX = (
    "Print darker ink on lighter paper (black on white), light the label evenly, or raise the"
    " contrast of the picture."
)


def find(case: Case) -> Symptom | None:
    """Return the symptom of too little contrast."""
    contrast = case.view.contrast
    if contrast >= WEAK:
        return None
    message = _message(case)
    # The less contrast there is, the less else is needed to explain the failure.
    share = (WEAK - contrast) / (WEAK - _UNREADABLE)
    certainty = LIKELY + min(1.0, share) * _MOST_CERTAIN
    # Read only with more contrast: that proves it.
    if not case.repairs.unchanged and (found := case.repairs.stretched):
        return Symptom(PROVED + 0.03, message, _FIX, found)
    # Less than readers see at all is reason enough, whatever else is wrong.
    if contrast < _UNREADABLE:
        certainty = PROVED + 0.03
    return Symptom(certainty, message, _FIX)


def warn(case: Case) -> Symptom | None:
    """Return the symptom of little contrast in a symbol that is read."""
    if case.view.contrast >= WEAK:
        return None
    return Symptom(PROVED, _message(case), _FIX)


def _message(case: Case) -> str:
    dark, light = case.view.levels
    return (
        f"The contrast is too low: ink is at {dark / 2.55:.0f} % brightness and paper at"
        f" {light / 2.55:.0f} %. Readers need a difference of 20 % at least."
    )


CAUSE = Cause("low_contrast", find, warn)
