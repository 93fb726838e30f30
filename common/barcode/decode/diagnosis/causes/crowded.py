"""A symbol that is read only if it is cut out of the page, or out of a row of several."""

from collections.abc import Iterator, Sequence
from itertools import islice

from common.barcode.decode.diagnosis import bars, locating, repairs
from common.barcode.decode.diagnosis.flat_view import FlatView
from common.barcode.decode.diagnosis.repairs import Reading
from common.barcode.decode.diagnosis.symptom import POSSIBLE, PROVED, Case, Cause, Symptom
from common.barcode.decode.diagnosis.view import View

_MIN_ELEMENTS = 25  # of one symbol
_MOST = 4  # symbols in a row
# Elements of EAN-13, EAN-8 and UPC-E (ISO/IEC 15420), which may stand next to one of another kind.
_EAN = (59, 43, 33)
_DRAWN = 4  # px of a module when bars are drawn again
_NARROW = 8  # modules: a space that is no quiet zone
_WIDER = 2  # times as long is a row with what was read next to it
_LINES = 2  # rows of bars that are divided
_MIN_AROUND = 0.005  # of what is around a symbol, half of its sides wide, is dark
_FIX = "Send this part of the picture alone."
_MESSAGE = "The symbol is read if it is cut out of the picture: what is around it hides it."
_MESSAGE_ALONE = (
    "The symbol is read if it is cut out of the picture, though little is around it: it is at the"
    " limit of what can be read."
)
_MESSAGE_ROW = (
    "Several symbols stand next to each other without quiet zones: one of them is read if its bars"
    " are cut out of the row."
)
_FIX_ROW = (
    "Leave the quiet zones that the symbols need between them, about 10 modules, or send the part"
    " of the picture with one of them alone."
)


def find(case: Case) -> Symptom | None:
    """Return the symptom of a symbol that is lost among other things."""
    # A symbol that was not asked for, or that is seen from the side, has another cause.
    if case.page.formats or isinstance(case.view, FlatView):
        return None
    found: Reading | None = case.repairs.unchanged
    if found and _is_alone(case.view):
        return Symptom(POSSIBLE, _MESSAGE_ALONE, _FIX, found)
    if found:
        return Symptom(PROVED + 0.04, _MESSAGE, _FIX, found)
    if not case.view.is_linear:
        return None
    if found := _one_of_row(case.view):
        return Symptom(PROVED + 0.04, _MESSAGE_ROW, _FIX_ROW, found)
    # The part that is read may be the symbol that was read before.
    if case.view.page is not case.page.gray and _one_of_row(_with_neighbours(case)):
        return Symptom(PROVED + 0.04, _MESSAGE_ROW, _FIX_ROW)
    return None


def _is_alone(view: View) -> bool:
    """Return True if paper is around *view*, so that something else is wrong with the symbol."""
    left, top, right, bottom = view.around
    box = locating.grown(view.around, (right - left) // 2, (bottom - top) // 2, view.page.size)
    whole, symbol = (view.page.crop(each).histogram() for each in (box, view.around))
    around = [one - other for one, other in zip(whole, symbol, strict=True)]
    levels = [level for level, count in enumerate(symbol) if count]
    middle = (levels[0] + levels[-1]) // 2
    return sum(around[:middle]) < _MIN_AROUND * max(1, sum(around))


def _with_neighbours(case: Case) -> View:
    """Return the area with what was read at its ends, where *case* has paper."""
    left, top, right, bottom = case.view.box
    across, down = right - left, bottom - top
    lies = abs(case.view.directions[0]) < 45
    x, y = (_WIDER * across, 0) if lies else (0, _WIDER * down)
    return View(case.page.gray, locating.grown(case.view.box, x, y, case.page.gray.size))


def _one_of_row(view: View) -> Reading | None:
    """Return what a part of the bars says that may be one symbol of several in a row."""
    rows = sorted((row for row in view.runs.rows if len(row) > 2 * _MIN_ELEMENTS), key=len)
    # The middle one, since scratches and digits make rows longer or shorter.
    middle = rows[len(rows) // 2 :: max(1, len(rows) // 4)]
    for row in islice(middle, _LINES):
        module = sum(row) / len(row) / 1.8
        for part in dict.fromkeys(_parts(row)):
            if found := repairs.read(bars.draw(part, module, _DRAWN)):
                return found
    return None


def _parts(row: Sequence[int]) -> Iterator[tuple[float, ...]]:
    """Yield the widths that one symbol of several in *row* may have."""
    count, widest = len(row), _NARROW * sum(row) / len(row) / 1.8
    for symbols in range(2, _MOST + 1):
        # Symbols of equal length, with spaces between them, or with bars that have become one.
        for between in (1, -1):
            length, rest = divmod(count - between * (symbols - 1), symbols)
            if rest or length % 2 == 0 or length < _MIN_ELEMENTS:
                continue
            # Between them is no quiet zone.
            if between > 0 and max(row[length], row[-1 - length]) > widest:
                continue
            for first in (0, count - length):
                yield _cut(row, first, length, is_shared=between < 0)
    # One or two more bars are edges of a label or of a bottle.
    for length in (each for each in _EAN if each + _MIN_ELEMENTS <= count):
        for first in (0, count - length):
            # The next element is the space, or the last one is the bar of both.
            if row[length if first == 0 else first - 1] <= widest:
                yield _cut(row, first, length, is_shared=False)
                yield _cut(row, first, length, is_shared=True)


def _cut(row: Sequence[int], first: int, length: int, *, is_shared: bool) -> tuple[float, ...]:
    """Return *length* elements of *row*; a bar at which it is cut belongs to two symbols."""
    part: list[float] = list(row[first : first + length])
    if is_shared:
        part[-1 if first == 0 else 0] /= 2
    return tuple(part)


CAUSE = Cause("crowded", find)
