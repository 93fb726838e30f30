"""Bars or modules that were printed too wide or too narrow."""

from collections.abc import Iterator
from statistics import median

from PIL import Image, ImageFilter

from common.barcode.decode.diagnosis import bars, repairs, texture
from common.barcode.decode.diagnosis.causes import noise
from common.barcode.decode.diagnosis.repairs import Reading
from common.barcode.decode.diagnosis.symptom import LIKELY, PROVED, Case, Cause, Symptom
from common.barcode.decode.diagnosis.view import Runs, View

_SHARP, _SOFT = 3.0, 0.35  # px, and modules, over which an edge rises
_MOST = 0.45  # of a module, on either side
_LARGEST = 4  # px
_MUCH, _MIN_PX = 2.5, 3  # times as wide as the others, and px wider
_MIN_MODULE = 3.0  # px
_MIN_DIFFERENT = 2  # px
_MIN_RUNS = 11
# Of rows of bars, 0.40 to 0.59 is dark in sixteen symbologies as zint draws them.
_SPREAD_SHARE, _THIN_SHARE = 0.64, 0.34
_WIDEST = 5.5  # times as wide as narrow bars and spaces are on average: a part is missing
_DRAWN = 4  # px of a module when bars are drawn again
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
    is_sharp = min(view.edge_width) <= max(_SHARP, _SOFT * view.module_px * view.scale)
    if case.repairs.is_simple or not is_sharp or noise.is_grainy(view):
        return None
    for px, image in _regrown(view):
        if found := repairs.read(repairs.framed(image)):
            text, fix = (_SPREAD, _FIX) if px > 0 else (_THIN, _FIX_THIN)
            # Matrix symbols that lack a part may be read after it as well.
            certainty = PROVED - 0.05 if view.is_linear else LIKELY + 0.05
            return Symptom(certainty, text.format(px=abs(px)), fix, found)
    return _measured(view)


def _measured(view: View) -> Symptom | None:
    """Return the symptom of narrow bars that are much wider, or narrower, than narrow spaces."""
    if view.is_linear and (found := _drawn_again(view)):
        grown = _grown(view.runs)
        text, fix = (_SPREAD, _FIX) if grown > 0 else (_THIN, _FIX_THIN)
        return Symptom(PROVED - 0.05, text.format(px=f"{abs(grown):.1f}"), fix, found)
    # Dots, and bars of postal codes, may have any width.
    if view.module_px < _MIN_MODULE or texture.is_dotted(view) or texture.is_row_of_bars(view):
        return None
    if view.is_linear and (symptom := _by_share(view)):
        return symptom
    each = [view.runs] if view.is_linear else [view.runs, view.runs_down]
    dark, light = (min(widths) for widths in zip(*(runs.narrow for runs in each), strict=True))
    least, most = sorted((dark, light))
    if least < 1 or most < _MUCH * least or most - least < _MIN_PX:
        return None
    text, fix = (_SPREAD, _FIX) if dark > light else (_THIN, _FIX_THIN)
    return Symptom(LIKELY + 0.07, text.format(px=f"{(most - least) / 4:.1f}"), fix)


def _by_share(view: View) -> Symptom | None:
    """Return the symptom of bars that take up more, or less, of a row than in any symbology."""
    rows = [row for row in view.runs.rows if len(row) >= _MIN_RUNS]
    if not rows:
        return None
    share = median(sum(row[::2]) / sum(row) for row in rows)
    dark, light = view.runs.narrow
    widest = median(max(row[1:-1]) for row in rows)
    if share >= _SPREAD_SHARE:
        return Symptom(LIKELY + 0.11, _SPREAD.format(px=f"{max(dark - light, 4) / 4:.1f}"), _FIX)
    if share <= _THIN_SHARE and widest <= _WIDEST * (dark + light):
        return Symptom(LIKELY + 0.11, _THIN.format(px=f"{max(light - dark, 4) / 4:.1f}"), _FIX_THIN)
    return None


def _grown(runs: Runs) -> float:
    """Return by how many px bars are wider on either side than they were drawn."""
    dark, light = runs.narrow
    return (dark - light) / 4


def _drawn_again(view: View) -> Reading | None:
    """Return what the bars say if they and the spaces become as wide as each other."""
    runs = view.runs
    dark, light = runs.narrow
    row = max(runs.rows, key=len, default=[])
    if abs(dark - light) < _MIN_DIFFERENT or len(row) < _MIN_RUNS:
        return None
    each = (dark - light) / 2
    widths = [
        max(0.1, width - (each if not place % 2 else -each)) for place, width in enumerate(row)
    ]
    return repairs.read(bars.draw(widths, (dark + light) / 2, _DRAWN))


def _regrown(view: View) -> Iterator[tuple[int, Image.Image]]:
    """Yield by how many px the ink has spread, and the view without that."""
    image = view.upright
    most = min(_LARGEST, int(_MOST * view.module_px * view.scale))
    for px in range(1, most + 1):
        yield px, image.filter(ImageFilter.MaxFilter(2 * px + 1))
        yield -px, image.filter(ImageFilter.MinFilter(2 * px + 1))


CAUSE = Cause("print_growth", find, is_late=True)
