"""Light bars on dark."""

from common.barcode.decode.diagnosis.symptom import LIKELY, PROVED, Case, Cause, Symptom
from common.barcode.decode.diagnosis.view import View

_MESSAGE = "Bars or modules are lighter than their background."
_FIX = "Print dark on light: many readers don't look for the negative."


_BORDER = 4  # px around what is light
_MOSTLY = 0.5  # of the page is dark


def find(case: Case) -> Symptom | None:
    """Return the symptom of a negative."""
    if found := case.repairs.inverted:
        return Symptom(PROVED + 0.03, _MESSAGE, _FIX, found)
    # Read as it is, or with paper around it, it is no negative.
    if case.view.is_linear and is_on_dark(case.view) and not case.repairs.is_simple:
        return Symptom(LIKELY + 0.16, _MESSAGE, _FIX)
    return None


def is_on_dark(view: View) -> bool:
    """Return True if *view* is dark all around what is light in it, as the page around it is."""
    light = view.dark.point([255, *[0] * 255])
    box = light.getbbox()
    if box is None:
        return False
    width, height = view.dark.size
    if box[0] < _BORDER or box[1] < _BORDER or min(width - box[2], height - box[3]) < _BORDER:
        return False
    counts = view.page.histogram()
    middle = sum(view.levels) // 2
    return sum(counts[:middle]) >= _MOSTLY * sum(counts)


def warn(case: Case) -> Symptom | None:
    """Return the symptom of a negative that is read."""
    if case.repairs.is_simple or not case.repairs.inverted:
        return None
    return Symptom(PROVED, _MESSAGE, _FIX)


CAUSE = Cause("inverted", find, warn)
