"""Postal bars that are missing or divided, as dead elements of a print head leave them."""

import re
from itertools import pairwise
from statistics import median

from PIL import Image

from common.barcode.decode.diagnosis import texture
from common.barcode.decode.diagnosis.symptom import LIKELY, Case, Cause, Symptom
from common.barcode.decode.diagnosis.view import View

_BAR = re.compile(rb"\xff+")
_MIN_BARS = 15
_SHARP = 2.5  # px over which an edge rises
# Postal bars stand at equal distances: one that is much larger lacks a bar.
_NEXT = 1.6
_MIN_DIVIDED = 0.25  # of the bars
_MESSAGE = (
    "Bars are missing or divided: light lines lie across the code, as a print head with dead"
    " elements or a scratch leaves them."
)
_FIX = "Clean or replace the print head, and print the code again."


def find(case: Case) -> Symptom | None:
    """Return the symptom of a row of postal bars that is incomplete."""
    view = case.view
    if view.edge_width[0] > _SHARP or not texture.is_row_of_bars(view) or case.repairs.is_simple:
        return None
    return Symptom(LIKELY + 0.08, _MESSAGE, _FIX) if is_incomplete(view) else None


def is_incomplete(view: View) -> bool:
    """Return True if a row of bars lacks some, or if many have a gap between their ends."""
    box = view.dark.getbbox()
    if box is None:
        return False
    dark = view.dark.crop(box)
    columns = dark.resize((dark.width, 1), Image.Resampling.BOX)
    bars = [match.span() for match in _BAR.finditer(columns.point([0, *[255] * 255]).tobytes())]
    if len(bars) < _MIN_BARS:
        return False
    pitches = [after[0] - before[0] for before, after in pairwise(bars)]
    if max(pitches) > _NEXT * median(pitches):
        return True
    return sum(_is_divided(dark, *bar) for bar in bars) >= _MIN_DIVIDED * len(bars)


def _is_divided(dark: Image.Image, start: int, end: int) -> bool:
    middle = (start + end) // 2
    return len(_BAR.findall(dark.crop((middle, 0, middle + 1, dark.height)).tobytes())) > 1


CAUSE = Cause("damaged", find, is_late=True)
