"""A symbol of which too much is torn off, scratched, covered or written over."""

from collections import Counter
from collections.abc import Sequence
from statistics import median

from PIL import Image, ImageChops, ImageFilter

from common.barcode.decode import interpretation
from common.barcode.decode.diagnosis import characters, remains, texture, tiers
from common.barcode.decode.diagnosis.causes import noise, unknown_symbology
from common.barcode.decode.diagnosis.symptom import LIKELY, POSSIBLE, Case, Cause, Symptom
from common.barcode.decode.diagnosis.view import View

_WIDEST = 8.0  # modules: no bar or space within a symbol is as wide
_MIN_MODULE = 2.0  # px
_MIDDLE = (64, 192)  # levels of neither ink nor paper
_MIN_COVERED = 0.02  # of the area
_PX = 2  # of a module in the copy in which covers are looked for
_COVER_PX = 7  # of that copy
_ALL = [255 * (level > 224) for level in range(256)]
_SAME = 0.5  # of the rows of bars have the same number of elements
# Formats whose readers recognise a symbol before they correct its errors.
_MATRIX = ("QRCode", "MicroQRCode", "RMQRCode", "DataMatrix", "Aztec", "MaxiCode", "PDF417")
_WRITTEN_OVER = "Rows across the bars differ: the symbol is scratched or written over."
_STEP = 2  # px down, from one row to another that is compared with it
_CHANGED = 4  # of 255 px of a row
_MIN_CHANGED = 0.6  # of the rows
_MIN_HEIGHT, _MIN_RUNS = 12, 15
_DIRECTED = 0.5  # coherence of bars that are written over
# Agreement of edges with the grid: of letters less, of whole sharp symbols more.
_OFF_GRID = 0.45, 0.75
_FIX = (
    "Print the symbol again, or remove what lies on it. A 2D code with more error correction"
    " survives more."
)


def find(case: Case) -> Symptom | None:
    """Return the symptom of a symbol of which a part is lost."""
    view = case.view
    # Blur and too few pixels leave holes of their own.
    if case.repairs.is_simple or not view.is_sharp or view.module_px < _MIN_MODULE:
        return None
    if noise.is_grainy(view):
        return None
    if is_covered(view):
        return Symptom(
            LIKELY + 0.08,
            "Something of another shade than ink and paper covers a part of the symbol.",
            _FIX,
        )
    if view.is_linear and (symptom := _of_bars(view)):
        return symptom
    # Bars of postal codes have unequal heights.
    if _is_written_over(view) and not texture.is_row_of_bars(view):
        # Less likely than what makes rows differ as a whole, such as perspective.
        return Symptom(LIKELY - 0.02, _WRITTEN_OVER, _FIX)
    return None if view.is_linear else _of_cells(case)


def _of_cells(case: Case) -> Symptom | None:
    view = case.view
    if case.holes.has_dark or case.holes.has_light:
        return Symptom(
            LIKELY + 0.08,
            "A part of the modules is missing: there is an area that is all light or all dark.",
            _FIX,
        )
    # A finder pattern and a size were found, and too many codewords are wrong.
    for one in case.repairs.faulty:
        is_checksum = one.error is not None and one.error.type.name == "Checksum"
        if is_checksum and one.format.name.startswith(_MATRIX):
            return _beyond_correction(
                interpretation.SYMBOLOGY_OF.get(one.format.name, one.format.name)
            )
    if name := remains.symbology(view):
        return _beyond_correction(name)
    if _is_off_grid(view):
        return Symptom(
            POSSIBLE + 0.1,
            "Many edges do not lie on the grid of the modules: the symbol is torn, scratched or"
            " written over.",
            _FIX,
        )
    if not unknown_symbology.is_square(view):
        return Symptom(
            POSSIBLE + 0.02,
            "Its modules are those of no symbology that is known here: much of it may be torn off,"
            " covered or written over.",
            _FIX,
        )
    return None


def _beyond_correction(name: str) -> Symptom:
    """Return the symptom of a symbol of the symbology *name*, of which too much is lost."""
    return Symptom(
        LIKELY + 0.05,
        f"This is a symbol of {name}, of which more modules are wrong than its error"
        " correction can restore: it is torn, scratched, covered or written over, or the print"
        " head has gaps.",
        _FIX,
    )


def _is_off_grid(view: View) -> bool:
    """Return True if there is a grid of modules, and edges that disagree with it."""
    low, high = _OFF_GRID
    return low <= min(axis.share for axis in view.grid) <= high


def is_covered(view: View) -> bool:
    """Return True if a part of *view* has another shade than ink and paper."""
    box = view.dark.getbbox()
    if box is None:
        return False
    part = view.upright.crop(box)
    low, high = _MIDDLE
    middle = part.point([255 * (low < level < high) for level in range(256)])
    # Coloured modules, and edges, are smaller.
    scale = min(1.0, _PX / max(1.0, view.runs.usual))
    size = max(1, round(part.width * scale)), max(1, round(part.height * scale))
    small = middle.resize(size, Image.Resampling.BOX).point(_ALL)
    counts = small.filter(ImageFilter.MinFilter(_COVER_PX)).histogram()
    return counts[255] >= _MIN_COVERED * sum(counts)


def _of_bars(view: View) -> Symptom | None:
    rows = [row for row in view.runs.rows if len(row) > 2]
    # Rows of bars of several heights lack those that end above or below.
    if not rows or tiers.are_there(view):
        return None
    # Without the elements at the ends, which may belong to what is beside the symbol.
    widest = median(max(row[1:-1]) / _module(row) for row in rows)
    if widest > _WIDEST:
        return Symptom(
            LIKELY + 0.1,
            "A part of the bars is missing or covered: there is a space or a bar that is"
            f" {widest:.0f} modules wide.",
            _FIX,
        )
    usual = Counter(map(len, rows)).most_common(1)[0][1]
    if usual < _SAME * len(rows):
        return Symptom(
            POSSIBLE + 0.1,
            _WRITTEN_OVER,
            _FIX,
        )
    if name := next(filter(None, map(characters.symbology, rows)), ""):
        return Symptom(
            POSSIBLE + 0.1,
            f"Some of the bars are characters of {name}, and the symbol is not complete: it is"
            " torn, scratched or covered, or the print head has gaps.",
            _FIX,
        )
    return None


def _is_written_over(view: View) -> bool:
    """Return True if bars have one direction, and neighbouring rows differ by strokes."""
    box = view.dark.getbbox()
    if box is None or view.directions[1] < _DIRECTED or view.runs.usual_count < _MIN_RUNS:
        return False
    left, top, right, bottom = box
    height = bottom - top
    # The ends of bars are uneven in many symbols, and text stands there.
    quarter = height // 4
    middle = view.dark.crop((left, top + quarter, right, bottom - quarter))
    if middle.height < _MIN_HEIGHT:
        return False
    changed = ImageChops.difference(middle, ImageChops.offset(middle, 0, _STEP))
    rows = changed.resize((1, middle.height), Image.Resampling.BOX).tobytes()[_STEP:]
    # In a stacked symbol the pixels change only where a row ends.
    return sum(level >= _CHANGED for level in rows) >= _MIN_CHANGED * len(rows)


def _module(row: Sequence[int]) -> float:
    """Return about how wide a module is, without what is wider than any element."""
    usual = median(row)
    kept = [run for run in row if run <= 5 * usual]
    return sum(kept) / len(kept) / 1.8


CAUSE = Cause("damaged", find, is_late=True)
