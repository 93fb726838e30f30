"""Flattermarken on the spines of folded sheets. Source: DIN 16515.

Each digit is a field of nine modules with one mark at the digit's place, or none for 0.
"""

from collections.abc import Sequence
from itertools import accumulate

from common.barcode.decode.decoder import Decoder, Decoding

_FIELD = 9
_MAX_FIELDS = 40
_MAX_ERROR = 0.3  # modules
_DIGITS = {bytes(place == digit - 1 for place in range(_FIELD)): str(digit) for digit in range(10)}
_NOTE = "The marks don't show where the first field begins; this reading takes place {}."
_TURNED_NOTE = (
    "The marks don't show which end is left, nor where the first field begins; this reading "
    "is from the other end and takes place {}."
)


def decode_widths(widths: Sequence[float]) -> tuple[Decoding, ...]:
    """Decode the distances of marks, from which the place of the first one can't be known."""
    # Fewer than two marks have no distance, by which the module could be known.
    if not 3 <= len(widths) < 2 * _MAX_FIELDS or not len(widths) % 2 or min(widths) <= 0:
        return ()
    offsets = _offsets(_single_marks(widths))
    if not offsets:
        return ()
    turned = [offsets[-1] - offset for offset in reversed(offsets)]
    # Nor do the marks show which end is the left one. The first reading of a text counts.
    found: dict[str, str] = {}
    for each, note in ((offsets, _NOTE), (turned, _TURNED_NOTE)):
        for first in range(_FIELD):
            found.setdefault(_digits(each, first), note.format(first + 1))
    return tuple(
        Decoding("flattermarken", text, text.encode(), note=note)
        for text, note in found.items()
        if text
    )


def _single_marks(widths: Sequence[float]) -> list[float]:
    """Return *widths* with a mark of double width (9 and then 1) as two that touch."""
    # The median of the bars: a few double marks do not change it.
    mark = sorted(widths[::2])[len(widths) // 4]
    single: list[float] = []
    for place, width in enumerate(widths):
        is_double = place % 2 == 0 and width > 1.6 * mark
        single += [width / 2, 0, width / 2] if is_double else [width]
    return single


def _offsets(widths: Sequence[float]) -> list[int]:
    """Return how many modules each mark is from the first one, or [] if they are not even."""
    bars = widths[::2]
    mark = sum(bars) / len(bars)
    if max(bars) > 1.6 * mark or sum(widths) > 2 * _FIELD * _MAX_FIELDS * mark:
        return []
    pitches = [bar + space for bar, space in zip(bars, widths[1::2], strict=False)]
    starts = list(accumulate(pitches, initial=0.0))
    # Ink spreads: a module is a mark, more or less; the one that fits all distances best is taken.
    modules = [mark * share / 100 for share in range(72, 131)]
    module = min(modules, key=lambda one: _error(starts, one) + abs(one / mark - 1) / 2)
    if _error(starts, module) > _MAX_ERROR:
        return []
    return [round(start / module) for start in starts]


def _error(starts: Sequence[float], module: float) -> float:
    return max(abs(start / module - round(start / module)) for start in starts)


def _digits(offsets: Sequence[int], first: int) -> str:
    """Return the digits, the first mark being at place *first* of a field, or ""."""
    places = [offset + first for offset in offsets]
    digits = [0] * (places[-1] // _FIELD + 1)
    for place in places:
        field, mark = divmod(place, _FIELD)
        # Two marks in one field are no digit: the first field begins elsewhere.
        if digits[field]:
            return ""
        digits[field] = mark + 1
    return "".join(map(str, digits))


def decode_modules(modules: Sequence[bytes]) -> tuple[Decoding, ...]:
    """Decode one row of whole fields, with the light modules at its ends."""
    # Modules have the light ends of the first and the last field, which a picture has not.
    if len(modules) != 1 or not modules[0] or len(modules[0]) % _FIELD:
        return ()
    (row,) = modules
    if len(row) > _FIELD * _MAX_FIELDS:
        return ()
    found = [_DIGITS.get(row[at : at + _FIELD], "") for at in range(0, len(row), _FIELD)]
    text = "".join(found)
    if not all(found) or not text.strip("0"):
        return ()
    return (Decoding("flattermarken", text, text.encode()),)


DECODER = (
    Decoder(("flattermarken",), "matrix", decode_modules, ambiguous=True),
    Decoder(("flattermarken",), "linear", decode_widths, ambiguous=True),
)
