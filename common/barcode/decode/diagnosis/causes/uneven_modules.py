"""Modules of unequal width in a drawing that was resized by leaving out pixels."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from common.barcode.decode.diagnosis import bars, repairs
from common.barcode.decode.diagnosis.causes import noise
from common.barcode.decode.diagnosis.symptom import FALLBACK, LIKELY, PROVED, Case, Cause, Symptom
from common.barcode.decode.diagnosis.view import View

_MAX_MODULE_PX = 2.9
_MAX_MODULE_READ_PX = 8.0  # if the symbol is read once the picture is cropped, and not before
_SHARP = 1.1  # px
_PURE = 12  # levels from black or white
_MIN_PURE_SHARE = 0.96
_UNITS = (2, 3, 4)  # px of modules that are whole
_MIN_EVEN = 0.9  # of the elements
_MIN_SINGLE = 0.62
# Bars of whole px that were enlarged afterwards: px of theirs are several of the picture.
_MIN_ELEMENTS = 21
_NARROWEST = 20  # of so many elements, one may be narrower than a px was enlarged to
# By which they were resized before; over a hundred modules, steps of half a percent add up to half
# a px.
_FACTORS = tuple(200 / place for place in range(106, 193))
_PHASES = (0.0, 0.25, 0.5, 0.75)  # px of where the first one began
_DRAWN = 3  # px of a module when bars are drawn again
# Of the elements of known symbologies, at least so many have one module; of widths from 1 to 4 at
# random, a quarter.
_MIN_ONES = 0.36
_OFF = 0.3  # of a px of theirs, by which an edge may lie beside it
_ENLARGED = (
    "Modules are uneven: the picture was made smaller or larger by leaving out or repeating pixels,"
    " so that bars of one module have one px or two, and was enlarged then."
)
_FIX = (
    "Draw the barcode in the size in which it is used, with a whole number of px for each"
    " module (option scale), or use SVG or PDF. Don't resize it."
)


def find(case: Case) -> Symptom | None:
    """Return the symptom of uneven modules."""
    return _symptom(case, PROVED + 0.01) or _enlarged(case)


def warn(case: Case) -> Symptom | None:
    """Return the symptom of uneven modules in a symbol that is read."""
    return _symptom(case, LIKELY)


def _symptom(case: Case, certainty: float) -> Symptom | None:
    view = case.view
    module = view.module_px
    if not module or min(view.edge_width) > _SHARP or view.scale < 1:
        return None
    # Larger modules with such steps are read, some of them only once the picture is cropped.
    is_near = not case.found and module <= _MAX_MODULE_READ_PX
    if module > _MAX_MODULE_PX and not (is_near and case.repairs.unchanged):
        return None
    if not is_pure(view) or _is_even(view) or noise.is_grainy(view):
        return None
    return Symptom(
        certainty,
        f"Modules are uneven: about {module:.1f} px wide, and drawn with whole pixels. The picture"
        " was made smaller or larger after it was drawn.",
        _FIX,
    )


def _enlarged(case: Case) -> Symptom | None:
    """Return the symptom of bars that were enlarged after they were made uneven."""
    view = case.view
    if not view.is_linear or view.edge_width[0] > _SHARP or not is_pure(view):
        return None
    rows = Counter(tuple(row) for row in view.runs.rows if len(row) >= _MIN_ELEMENTS)
    if not rows or case.repairs.is_simple:
        return None
    row = rows.most_common(1)[0][0]
    px = sorted(row)[len(row) // _NARROWEST]
    units = [max(1, round(width / px)) for width in row]
    is_whole = all(abs(width / px - unit) <= _OFF for width, unit in zip(row, units, strict=True))
    if px < _MAX_MODULE_PX or not is_whole:
        return None
    if found := repairs.first(bars.draw(widths, 1, _DRAWN) for widths in _even(units)):
        return Symptom(PROVED + 0.01, _ENLARGED, _FIX, found)
    # Two widths alone are those of many symbologies, as they were drawn.
    if len(set(units)) > 2 and units.count(1) >= _MIN_ONES * len(units):
        return Symptom(FALLBACK + 0.1, _ENLARGED, _FIX)
    return None


def _even(units: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Yield the widths that bars of *units* may have had before their pixels were repeated."""
    edges = [0, *accumulate(units)]
    seen: set[tuple[int, ...]] = set()
    for factor in _FACTORS:
        for phase in _PHASES:
            places = [int((edge + phase) / factor) for edge in edges]
            widths = tuple(after - before for before, after in pairwise(places))
            if min(widths) >= 1 and widths not in seen:
                seen.add(widths)
                yield widths


def is_pure(view: View) -> bool:
    """Return True if *view* is black and white: grey edges were not drawn with whole pixels."""
    counts = view.stretched.crop(view.inner).histogram()
    pure = sum(counts[:_PURE]) + sum(counts[-_PURE:])
    return pure >= _MIN_PURE_SHARE * sum(counts)


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
