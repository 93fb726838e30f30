"""Code 16K: Code 128's characters in two to sixteen rows of five. EN 12323:2005."""

from collections import Counter
from collections.abc import Sequence

from msgspec import structs

from common.barcode.decode import edge_distances
from common.barcode.decode.character_sets import LATIN_1, Segment, text_of
from common.barcode.decode.code128_characters import PATTERNS, Message, character
from common.barcode.decode.decoder import Decoder, Decoding
from common.barcode.model.symbol import Sequence as Place

# Values 103 to 106 have patterns that Code 128 uses as start characters, and one of its own.
_CHARACTERS = edge_distances.from_digits(f"{PATTERNS} 211412 211214 211232 211133")
_MODULO = 107
_ENDS = ("3211", "2221", "2122", "1411", "1132", "1231", "1114", "3112")
# Rows by the numbers of their start and stop characters, of symbols that stand alone or have an odd
# place in structured append, then of those that have an even place (EN 12323:2005, tables 3 to 5).
_STARTS = (0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7)
_STOPS = (
    (0, 1, 2, 3, 4, 5, 6, 7, 4, 5, 6, 7, 0, 1, 2, 3),
    (2, 3, 4, 5, 6, 7, 4, 5, 6, 7, 0, 1, 2, 3, 0, 1),
)
_END = 4  # elements of a start or stop character
_FIRST = _END + 1  # a bar of one module follows the start character
_EACH, _COLUMNS = 6, 5
_ELEMENTS = _FIRST + _EACH * _COLUMNS + _END
_MODULES = 70
_PART, _PART_MODE = 105, 1
_MOST_PARTS = 107

# What changes the code set, by the set it is read in: the set that follows, and for how many
# characters; 0 is until the next change.
_CHANGES = {
    ("A", 98): ("B", 1), ("A", 99): ("C", 0), ("A", 100): ("B", 0), ("A", 104): ("B", 2),
    ("A", 105): ("C", 2), ("A", 106): ("C", 3),
    ("B", 98): ("A", 1), ("B", 99): ("C", 0), ("B", 101): ("A", 0), ("B", 104): ("A", 2),
    ("B", 105): ("C", 2), ("B", 106): ("C", 3),
    ("C", 100): ("B", 0), ("C", 101): ("A", 0), ("C", 104): ("B", 1), ("C", 105): ("B", 2),
    ("C", 106): ("B", 3),
}  # fmt: skip
# By mode: the set that the symbol starts in, a shift at its start, and whether FNC1 is implied.
_MODES = (
    ("A", 0, False), ("B", 0, False), ("C", 0, False), ("B", 0, True), ("C", 0, True),
    ("C", 1, False), ("C", 2, False),
)  # fmt: skip


def decode(rows: Sequence[Sequence[float]]) -> tuple[Decoding, ...]:
    """Decode *rows* of element widths, in any order and each as often as it was scanned."""
    # Rows may arrive in any order and more than once: the reading that most scan lines agree on
    # counts.
    read = Counter(row for row in map(_read_row, rows) if row)
    # The same pair of start and stop means another row in each of the two tables: a whole symbol
    # decides.
    for parity in range(len(_STOPS)):
        found: dict[int, tuple[int, ...]] = {}
        for (start, stop, values), _ in read.most_common():
            number = _row_number(parity, start, stop)
            if number is not None:
                found.setdefault(number, values)
        if 0 in found:
            decoding = _symbol(found)
            if decoding:
                return (decoding,)
    return ()


def _row_number(parity: int, start: int, stop: int) -> int | None:
    pairs = list(zip(_STARTS, _STOPS[parity], strict=True))
    return pairs.index((start, stop)) if (start, stop) in pairs else None


def _read_row(widths: Sequence[float]) -> tuple[int, int, tuple[int, ...]] | None:
    if len(widths) != _ELEMENTS:
        return None
    # The module is measured over the whole row, because ink spread changes single bars.
    unit = sum(widths) / _MODULES
    start, stop = _end(widths[:_END], unit), _end(widths[-_END:], unit)
    values = tuple(
        _CHARACTERS.read(widths[at : at + _EACH])
        for at in range(_FIRST, _FIRST + _EACH * _COLUMNS, _EACH)
    )
    known = tuple(value for value in values if value is not None)
    if start is None or stop is None or len(known) != _COLUMNS:
        return None
    return start, stop, known


def _end(widths: Sequence[float], unit: float) -> int | None:
    for number, pattern in enumerate(_ENDS):
        if edge_distances.fits(widths, [int(digit) for digit in pattern], unit):
            return number
    return None


def _symbol(found: dict[int, tuple[int, ...]]) -> Decoding | None:
    # The first character holds mode and rows: 7 (rows - 2) + mode. One more value is that of 16
    # rows that are a part of a message.
    is_part = found[0][0] == _PART
    count, mode = (len(_STARTS) - 2, _PART_MODE) if is_part else divmod(found[0][0], 7)
    count += 2
    if not set(range(count)) <= found.keys() or count > len(_STARTS):
        return None
    words = [value for number in range(count) for value in found[number]]
    # Both check characters are sums modulo 107 with rising weights: one from 2, one from 1, the
    # latter over the former too.
    *data, first, second = words
    if _check(data, 2) != first or _check([*data, first], 1) != second:
        return None
    if not is_part:
        return read_message(mode, data[1:])
    # The place in the message comes first, index and count less 1.
    index, most = data[1] + 1, data[2] + 1
    if not (1 < most <= _MOST_PARTS and index <= most):
        return None
    place = Place(index, most, "")
    return structs.replace(read_message(mode, data[3:]), sequence=place)


def _check(words: Sequence[int], weight: int) -> int:
    return sum(place * word for place, word in enumerate(words, weight)) % _MODULO


def read_message(mode: int, values: Sequence[int]) -> Decoding:
    """Return what *values*, 0 to 106 each, hold if the symbol starts in *mode*, 0 to 6."""
    code_set, shifted, implied = _MODES[mode]
    message = Message()
    if implied:
        message.fnc1()
    current = "B" if shifted else code_set
    for value in values:
        change = _CHANGES.get((current, value))
        if change and change[1]:
            current, shifted = change
            continue
        if change:
            current = code_set = change[0]
            continue
        # A shift lasts for one to three characters, then the latched set returns.
        _add(message, current, value)
        shifted -= bool(shifted)
        if not shifted:
            current = code_set
    content = message.content
    text = text_of([Segment(LATIN_1, content)])
    return Decoding("code16k", text, content, is_gs1=message.starts_with_fnc1)


def _add(message: Message, code_set: str, value: int) -> None:
    if code_set == "C" and value < 100:
        message.add(f"{value:02}")
    elif code_set != "C" and value < 96:
        message.add(character(code_set, value))
    elif value == 102:
        message.fnc1()
    # The value that changes to the own code set is FNC4 in it.
    elif value == {"A": 101, "B": 100}.get(code_set):
        message.fnc4()


DECODER = Decoder(("code16k",), "stacked", decode)
