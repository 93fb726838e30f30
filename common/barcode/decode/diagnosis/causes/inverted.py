"""Light bars on dark."""

from common.barcode.decode.diagnosis.symptom import PROVED, Case, Cause, Symptom

_MESSAGE = "Bars or modules are lighter than their background."
_FIX = "Print dark on light: many readers don't look for the negative."


def find(case: Case) -> Symptom | None:
    """Return the symptom of a negative."""
    if found := case.repairs.inverted:
        return Symptom(PROVED + 0.03, _MESSAGE, _FIX, found)
    return None


def warn(case: Case) -> Symptom | None:
    """Return the symptom of a negative that is read."""
    if case.repairs.is_simple or not case.repairs.inverted:
        return None
    return Symptom(PROVED, _MESSAGE, _FIX)


CAUSE = Cause("inverted", find, warn)
