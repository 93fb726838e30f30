"""Bars or modules that were printed too wide or too narrow."""

from collections.abc import Iterator

from PIL import Image, ImageFilter

from common.barcode.decode.diagnosis import repairs
from common.barcode.decode.diagnosis.causes import noise
from common.barcode.decode.diagnosis.symptom import LIKELY, PROVED, Case, Cause, Symptom
from common.barcode.decode.diagnosis.view import View

_SHARP = 3.0  # px over which an edge rises
_MOST = 0.45  # of a module, on either side
_LARGEST = 4  # px
_SPREAD = (
    "Ink has spread: bars or dark modules are about {px} px too wide on either side, and spaces"
    " too narrow."
)
_THIN = (
    "Too little ink: bars or dark modules are about {px} px too narrow on either side, and spaces"
    " too wide."
)
_FIX = (
    "Use less ink or heat, or another paper, or draw with bar_width_reduction."
    " Larger modules suffer less."
)
_FIX_THIN = "Use more ink or heat, clean the print head, or draw larger modules."


def find(case: Case) -> Symptom | None:
    """Return the symptom of bars that grew or shrank in print."""
    view = case.view
    if case.repairs.is_simple or min(view.edge_width) > _SHARP or noise.is_grainy(view):
        return None
    for px, image in _regrown(view):
        if found := repairs.read(repairs.framed(image)):
            text, fix = (_SPREAD, _FIX) if px > 0 else (_THIN, _FIX_THIN)
            # Matrix symbols that lack a part may be read after it as well.
            certainty = PROVED - 0.05 if view.is_linear else LIKELY + 0.05
            return Symptom(certainty, text.format(px=abs(px)), fix, found)
    return None


def _regrown(view: View) -> Iterator[tuple[int, Image.Image]]:
    """Yield by how many px the ink has spread, and the view without that."""
    image = view.upright
    most = min(_LARGEST, int(_MOST * view.module_px * view.scale))
    for px in range(1, most + 1):
        yield px, image.filter(ImageFilter.MaxFilter(2 * px + 1))
        yield -px, image.filter(ImageFilter.MinFilter(2 * px + 1))


CAUSE = Cause("print_growth", find, is_late=True)
