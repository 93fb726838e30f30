"""Codablock F: Code 128 in two to forty-four rows, and HIBC in it. AIM USS Codablock F, 1994."""

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from common.barcode.decode.character_sets import LATIN_1, Segment, text_of
from common.barcode.decode.code128_characters import CHARACTERS, Message, character
from common.barcode.decode.decoder import Decoder, Decoding
from common.barcode.decode.edge_distances import fits

_START = (2, 1, 1, 4, 1, 2)  # start A, whatever code set the row begins in
_STOP = (2, 3, 3, 1, 1, 1, 2)
_EACH = 6  # elements of a symbol character
_FIXED = 4  # symbol characters of a row that hold no data: start, code set, row indicator, check
_MIN_COLUMNS, _MAX_COLUMNS = 4, 62
_MAX_ROWS = 44
_SELECTED = {98: "A", 100: "B", 99: "C"}
_OTHERS = 42  # added to the number of every row but the first
_HIBC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"


class CodablockRow(Struct, frozen=True):
    """One row, its check character verified and left out.

    Attributes:
        code_set: the code set in which it starts: A, B or C.
        indicator: its number; in the first row, the number of rows less two.
        values: its symbol characters, 0 to 105.
    """

    code_set: str
    indicator: int
    values: tuple[int, ...]


def decode(rows: Sequence[Sequence[float]]) -> tuple[Decoding, ...]:
    """Decode *rows* of element widths, in any order and each as often as it was scanned."""
    found = _common_rows([row for row in map(_read_row, rows) if row])
    # The first row has the number of rows instead of its own number.
    first = next((row for row in found.values() if row.indicator <= _OTHERS), None)
    if first is None:
        return ()
    count = first.indicator + 2
    listed = [first, *(found.get(number + _OTHERS) for number in range(1, count))]
    complete = [row for row in listed if row]
    # All rows have the same number of characters; a row of another length belongs to another
    # symbol.
    if len(complete) != count or len({len(row.values) for row in complete}) != 1:
        return ()
    return read_message(complete)


def _common_rows(rows: list[CodablockRow]) -> dict[int, CodablockRow]:
    """Return the reading that most scans of each row agree on, by row indicator."""
    found: dict[int, CodablockRow] = {}
    for row, _ in Counter(rows).most_common():
        found.setdefault(row.indicator if row.indicator > _OTHERS else -1, row)
    return found


def _read_row(widths: Sequence[float]) -> CodablockRow | None:
    characters, rest = divmod(len(widths) - len(_STOP), _EACH)
    if rest or not _FIXED + _MIN_COLUMNS <= characters <= _FIXED + _MAX_COLUMNS:
        return None
    unit = sum(widths) / (characters * CHARACTERS.modules + sum(_STOP))
    if not fits(widths[:_EACH], _START, unit) or not fits(widths[-len(_STOP) :], _STOP, unit):
        return None
    values = [
        CHARACTERS.read(widths[at : at + _EACH]) for at in range(_EACH, characters * _EACH, _EACH)
    ]
    if None in values:
        return None
    known = [value for value in values if value is not None]
    *checked, check = known
    # Modulo 103 with the value of start A, as in Code 128 (ISO/IEC 15417). It includes the code set
    # and the row indicator.
    if (103 + sum(place * value for place, value in enumerate(checked, 1))) % 103 != check:
        return None
    code_set = _SELECTED.get(checked[0], "")
    indicator = _number(code_set, checked[1]) if code_set else None
    return None if indicator is None else CodablockRow(code_set, indicator, tuple(checked[2:]))


def _number(code_set: str, value: int) -> int | None:
    """Return the number 0 to 85 that *value* stands for as row indicator or check character.

    In sets A and B the numbers are the values 64 to 95, 0 to 15 and 26 to 63, none of which is a
    digit or changes the code set.
    """
    if code_set == "C":
        number = value
    elif value >= 64:
        number = value - 64 if value < 96 else -1
    # Values whose characters could be mistaken for others of the symbol are left out.
    elif value < 16:
        number = value + 32
    else:
        number = value + 22 if value >= 26 else -1
    return number if 0 <= number <= 85 else None


def read_message(rows: Sequence[CodablockRow]) -> tuple[Decoding, ...]:
    """Return what *rows*, the first one first, hold; nothing if the check characters differ."""
    message = Message()
    *whole, last = rows
    for row in whole:
        _read_values(message, row.code_set, row.values)
    # K1 and K2 close the last row. They check the whole text: row checks do not notice a missing or
    # exchanged row.
    code_set = _read_values(message, last.code_set, last.values[:-2])
    checks = [_number(code_set, value) for value in last.values[-2:]]
    content = message.content
    if checks != list(_check_numbers(content)):
        return ()
    text = text_of([Segment(LATIN_1, content)])
    plain = Decoding("codablock_f", text, content, is_gs1=message.starts_with_fnc1)
    if _is_hibc(text) and not message.starts_with_fnc1:
        return Decoding("hibc_codablock_f", text, content), plain
    return (plain,)


def _read_values(message: Message, code_set: str, values: Sequence[int]) -> str:
    """Append *values* of a row to *message* and return the code set at their end."""
    shifted = ""
    for value in values:
        current, shifted = shifted or code_set, ""
        if current == "C" and value < 100:
            message.add(f"{value:02}")
        elif value < 96:
            message.add(character(current, value))
        elif value == 102:
            message.fnc1()
        elif value == 98:
            shifted = "B" if current == "A" else "A"
        elif value == 99:
            code_set = "C"
        # The function character of the set itself is FNC4; in the other set the same value changes
        # the set.
        elif value == (101 if current == "A" else 100) and current != "C":
            message.fnc4()
        elif value in (100, 101):
            code_set = "B" if value == 100 else "A"
    return code_set


def _check_numbers(content: bytes) -> tuple[int, int]:
    """Return K1 and K2: sums modulo 86 over all data, weighted from 1 and from 0."""
    weighted = sum(place * value for place, value in enumerate(content, 1))
    return weighted % 86, (weighted - sum(content)) % 86


def _is_hibc(text: str) -> bool:
    """Return True if *text* starts and ends as a HIBC label does: + and a modulo 43 check."""
    data, check = text[:-1], text[-1:]
    if len(data) < 2 or data[0] != "+" or not set(text) <= set(_HIBC):
        return False
    return _HIBC[sum(map(_HIBC.index, data)) % len(_HIBC)] == check


DECODER = Decoder(("codablock_f", "hibc_codablock_f"), "stacked", decode)
