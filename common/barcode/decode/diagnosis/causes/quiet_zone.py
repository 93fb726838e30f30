"""Something next to the symbol, or the edge of the picture, where paper must be."""

from collections.abc import Iterator, Sequence

import zxingcpp
from PIL import Image

from common.barcode.decode.diagnosis import bars, repairs
from common.barcode.decode.diagnosis.repairs import Reading
from common.barcode.decode.diagnosis.symptom import LIKELY, PROVED, Case, Cause, Symptom
from common.barcode.decode.diagnosis.view import Runs, View
from common.barcode.decode.grading import linear, matrix, quiet_zones

_BOTH = 2  # quiet zones of bars
_TOLERATED = 0.9  # of a quiet zone, since it is measured in a picture
_DRAWN = 4  # px of a module when bars are drawn again
# Dark runs at either end that may belong to something else: rules of a form, a frame of two lines.
_MAX_DROPPED = 4
_SHARP = 2.0  # px
_WIDE = 4.6  # modules: no bar of a symbol is as wide, and no space
_FRAME = 1.5  # modules
_MESSAGE = (
    "The quiet zone is missing or too narrow: {what} where the symbol needs empty paper, about 10"
    " modules beside bars, and 1 to 4 around a 2D code."
)
_FIX = "Leave more room around the symbol: move frames and text away, and don't crop the picture."


def find(case: Case) -> Symptom | None:
    """Return the symptom of a quiet zone that is cut or not empty."""
    if case.repairs.unchanged:
        return None
    found = case.repairs.with_margin
    if found:
        return _proved(found, "the picture ends")
    view = case.view
    # Contrast alone makes it readable, so that the zone is wide enough.
    if case.repairs.stretched:
        return None
    found = _bars_alone(view) if view.is_linear else _read_alone(case)
    if found:
        return _proved(found, "there is something else")
    if is_attached(view):
        return Symptom(LIKELY + 0.12, _MESSAGE.format(what="something dark touches the bars"), _FIX)
    return None


def _read_alone(case: Case) -> Reading | None:
    """Return what cells say that are cut out of what is around them."""
    images = list(_cells_alone(case.view))
    if not images:
        return None
    return repairs.first(images) or case.repairs.by_own(images[0])


def _proved(found: Reading, what: str) -> Symptom:
    message = _MESSAGE.format(what=what)
    return Symptom(PROVED + 0.02, message, _FIX, found)


def is_attached(view: View) -> bool:
    """Return True if most rows of bars begin or end with a dark run that is wider than any bar."""
    # Bars that are blurred run together.
    if not view.is_linear or view.edge_width[0] > _SHARP:
        return False
    runs = view.runs
    attached = sum(
        _is_attached(row[0], row[1], module) or _is_attached(row[-1], row[-2], module)
        for row in runs.rows
        if len(row) > 10 and (module := _module(row))
    )
    return 2 * attached > len(runs.rows)


def _is_attached(dark: int, space: int, module: float) -> bool:
    """Return True if the outermost *dark* run is no bar, and too near to the bars."""
    # The frame of an ITF-14 (bearer bars) stands behind its quiet zone.
    return dark > _WIDE * module and space <= _WIDE * module


def _module(row: Sequence[int]) -> float:
    """Return about how wide a module is in *row*, without its ends."""
    inner = row[2:-2] or row
    return sum(inner) / len(inner) / 1.8


def _bars_alone(view: View) -> zxingcpp.Barcode | None:
    """Return what bars on the middle row say if they are drawn alone."""
    rows = sorted((row for row in view.runs.rows if len(row) > 10), key=len)
    if not rows:
        return None
    # A usual row, and the one with most elements, which has the whole symbol.
    for row in (rows[len(rows) // 2], rows[-1]):
        if found := repairs.first(_drawn(row)):
            return found
    return None


def _drawn(row: list[int]) -> Iterator[Image.Image]:
    module = _module(row)
    # The scale leaves a bar that touches something as wide as one module.
    for left in range(_MAX_DROPPED + 1):
        for right in range(_MAX_DROPPED + 1):
            rest = row[2 * left : len(row) - 2 * right]
            if len(rest) < 11:
                continue
            for first in _ends(rest[0], module):
                for last in _ends(rest[-1], module):
                    widths = [first, *rest[1:-1], last]
                    # Bars that are only drawn again show another fault.
                    if widths != row:
                        yield bars.draw(widths, module, _DRAWN)


def _ends(wide: int, module: float) -> tuple[float, ...]:
    """Return how wide the first or last bar may be, which may have run together with more."""
    return (module, 2 * module, 3 * module) if wide > _WIDE * module else (wide,)


def _cells_alone(view: View) -> Iterator[Image.Image]:
    """Yield the upright view cut where a frame around a matrix symbol may end."""
    across, down = view.runs, view.runs_down
    if not across.rows or not down.rows:
        return
    # A frame would make the mean of runs greater.
    module = min(across.module, down.module, float(max(1, *across.narrow)))
    x = [_inner_ends(across, module), _inner_ends(down, module)]
    (left, right), (top, bottom) = x
    image = view.upright
    for extra in (0.0, 1.0):
        for sides in ((1, 1, 1, 1), (1, 0, 0, 1), (1, 1, 0, 0), (0, 1, 1, 0), (0, 0, 1, 1)):
            if not extra and sides != (1, 1, 1, 1):
                continue
            a, b, c, d = (round(side * extra * module) for side in sides)
            box = (
                max(0, left - a), max(0, top - b),
                min(image.width, right + c), min(image.height, bottom + d),
            )  # fmt: skip
            if box[0] < box[2] and box[1] < box[3] and _cuts(view.dark, box, _FRAME * module):
                yield repairs.framed(image.crop(box))


def _cuts(dark: Image.Image, box: tuple[int, int, int, int], least: float) -> bool:
    """Return True if something is dark outside of *box*, *least* px away or more.

    What is nearer is the edge of the symbol itself, which grows in print.
    """
    ends = dark.getbbox()
    if ends is None:
        return False
    return max(box[0] - ends[0], box[1] - ends[1], ends[2] - box[2], ends[3] - box[3]) >= least


def _inner_ends(runs: Runs, module: float) -> tuple[int, int]:
    """Return the first and last light px on all rows, behind what is wider than cells."""
    starts, ends = [], []
    for row, (start, end) in zip(runs.rows, runs.places, strict=True):
        starts.append(start + row[0])
        ends.append(end - row[-1])
    return min(starts, default=0), max(ends, default=runs.width)


def warn(case: Case) -> Symptom | None:
    """Return the symptom of a symbol that is read, with less paper than its standard requires."""
    found = case.found
    if found is None or found.quality is None:
        return None
    needed = quiet_zones.required(found.format)
    sides = ("left of", "right of") if len(needed) == _BOTH else ("around",)
    for side, least, seen in zip(sides, needed, found.quality.quiet_zones, strict=False):
        most = linear.MAX_QUIET if len(needed) == _BOTH else matrix.MAX_QUIET
        # Wider zones than are looked at count as wide enough.
        if seen < min(_TOLERATED * least, most):
            return Symptom(
                LIKELY,
                f"The quiet zone {side} the symbol is {seen:.1f} modules wide. Its standard"
                f" requires {least:g}.",
                _FIX,
            )
    return None


CAUSE = Cause("quiet_zone", find, warn)
