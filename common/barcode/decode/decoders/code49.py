"""Code 49: two to eight rows of four wide characters. ANSI/AIM BC6-2000."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from common.barcode.decode import edge_distances
from common.barcode.decode.code49_patterns import PATTERNS
from common.barcode.decode.decoder import Decoder, Decoding
from common.barcode.model.symbol import Sequence as Place

_BASE = 49  # code characters
_VALUES = _BASE * _BASE  # of a symbol character, which is two code characters
_EACH, _CHARACTERS, _MODULES = 8, 4, 70
_FIRST = 2  # elements of the start pattern
_STOP = (4,)
_ELEMENTS = _FIRST + _EACH * _CHARACTERS + len(_STOP)
# Parities of the characters of rows 1 to 7; those of the last row are all even (table 4).
_PARITIES = ("1001", "0101", "1100", "0011", "1010", "0110", "1111")
_LAST = len(_PARITIES)
_ROWS_WITH_THIRD_CHECK = 7
# Weights of the check characters X, Y and Z: the first of each is that of the row and mode
# character, the others are those of the symbol characters in turn (table 5).
_WEIGHTS = (
    1, 9, 31, 26, 2, 12, 17, 23, 37, 18, 22, 6, 27, 44, 15, 43, 39, 11, 13, 5, 41, 33, 36, 8, 4,
    32, 3, 19, 40, 25, 29, 10, 24, 30,
)  # fmt: skip
_X, _Y, _Z = (20, *_WEIGHTS), (16, *_WEIGHTS[1:]), (38, *_WEIGHTS[2:])

_PLAIN = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
_SHIFT_1, _SHIFT_2, _FNC1, _FNC2, _FNC3, _NUMERIC = range(43, 49)
# What follows a shift, in the order of the ASCII characters that the pairs stand for (table 7).
_AFTER_SHIFT_1 = " ABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890-.$/+"
_SHIFTED_1 = "".join(map(chr, range(32))) + '!"#' + "&'()*," + ":"
_AFTER_SHIFT_2 = "1234567890-.ABCDEFGHIJKLMNOPQRSTUVWXYZ$/+% "
_SHIFTED_2 = ";<=>?@" + "[\\]^_`" + "abcdefghijklmnopqrstuvwxyz" + "{|}~\x7f"
_APPEND, _NUMBERS, _GROUP, _STARTS_SHIFT_1, _STARTS_SHIFT_2 = range(1, 6)


@cache
def _characters() -> edge_distances.Characters:
    modules = (int.from_bytes(PATTERNS[at : at + 2]) for at in range(0, len(PATTERNS), 2))
    return edge_distances.characters([edge_distances.widths_of(pattern, 16) for pattern in modules])


@cache
def _shifted() -> dict[tuple[int, int], str]:
    pairs = ((_SHIFT_1, _AFTER_SHIFT_1, _SHIFTED_1), (_SHIFT_2, _AFTER_SHIFT_2, _SHIFTED_2))
    return {
        (shift, _PLAIN.index(after)): meant
        for shift, afters, meants in pairs
        for after, meant in zip(afters, meants, strict=True)
    }


def decode(rows: Sequence[Sequence[float]]) -> tuple[Decoding, ...]:
    """Decode *rows* of element widths, in any order and each as often as it was scanned."""
    found: dict[int, tuple[int, ...]] = {}
    # Scan lines that cross two rows mix their characters: the most frequent reading of each row
    # wins.
    for (number, words), _ in Counter(row for row in map(_read_row, rows) if row).most_common():
        found.setdefault(number, words)
    last = found.get(_LAST)
    if last is None:
        return ()
    # The last row holds the mode and the number of rows: 7 (rows - 2) + mode.
    count, mode = divmod(last[6], 7)
    count += 2
    if count > _LAST + 1 or not set(range(count - 1)) <= found.keys():
        return ()
    before = [word for number in range(count - 1) for word in found[number]]
    if not _checks(before, last, count):
        return ()
    # The eighth code character of each row is the row's own check.
    data = [word for number in range(count - 1) for word in found[number][:7]]
    # Up to six rows the place of the third check character in the last row holds data.
    return read_message(mode, data if count >= _ROWS_WITH_THIRD_CHECK else [*data, *last[:2]])


def _read_row(widths: Sequence[float]) -> tuple[int, tuple[int, ...]] | None:
    """Return the number of a row and its eight code characters."""
    if len(widths) != _ELEMENTS:
        return None
    unit = sum(widths) / _MODULES
    if not edge_distances.fits(widths[-1:], _STOP, unit):
        return None
    words: list[int] = []
    parities = ""
    for at in range(_FIRST, _FIRST + _EACH * _CHARACTERS, _EACH):
        value = _characters().read(widths[at : at + _EACH])
        if value is None:
            return None
        parity, value = divmod(value, _VALUES)
        parities += str(parity)
        words += divmod(value, _BASE)
    # Most misread rows fail here, before they can displace a right reading of the same row.
    if sum(words[:7]) % _BASE != words[7]:
        return None
    # The parities of the four characters are the row number: no characters are spent on it.
    if parities in _PARITIES:
        return _PARITIES.index(parities), tuple(words)
    return (_LAST, tuple(words)) if parities == "0000" else None


def _checks(words: Sequence[int], last: Sequence[int], count: int) -> bool:
    """Return True if the check characters of the last row fit all that is before them."""
    pairs = [last[6], *_pairs(words)]
    # X and Y check every symbol; Z is only in symbols of seven and eight rows, which have more to
    # check.
    third, second, first = _pairs(last[:6])
    if count >= _ROWS_WITH_THIRD_CHECK and _sum(_Z, pairs) != third:
        return False
    pairs.append(third)
    return _sum(_Y, pairs) == second and _sum(_X, [*pairs, second]) == first


def _pairs(words: Sequence[int]) -> list[int]:
    return [words[at] * _BASE + words[at + 1] for at in range(0, len(words), 2)]


def _sum(weights: Sequence[int], values: Sequence[int]) -> int:
    return sum(weight * value for weight, value in zip(weights, values, strict=False)) % _VALUES


def read_message(mode: int, words: Sequence[int]) -> tuple[Decoding, ...]:
    """Return what *words*, 0 to 48 each, hold if the symbol starts in *mode*, 0 to 6."""
    note, place = "", None
    if mode == _APPEND:
        note = "Another symbol continues this one."
    if mode == _GROUP:
        place, words = _place(words[0]), words[1:]
    if mode in (_STARTS_SHIFT_1, _STARTS_SHIFT_2):
        words = [_SHIFT_1 if mode == _STARTS_SHIFT_1 else _SHIFT_2, *words]
    # FNC1 at the start marks GS1 data, as in Code 128.
    is_gs1 = bool(words) and words[0] == _FNC1
    text = "".join(_text(words[is_gs1:], mode == _NUMBERS))
    content = text.encode("latin-1")
    return (Decoding("code49", text, content, is_gs1=is_gs1, note=note, sequence=place),)


def _place(word: int) -> Place | None:
    """Return the place in a group: 1 is part 1 of 2, 2 is part 2 of 2, 3 is 1 of 3."""
    parts = [(part, of) for of in range(2, 10) for part in range(1, of + 1)]
    return Place(*parts[word - 1], "") if 1 <= word <= len(parts) else None


def _text(words: Sequence[int], is_numeric: bool) -> Iterator[str]:
    """Yield the text of *words*, which a numeric shift splits into runs of either kind."""
    run: list[int] = []
    # The numeric shift at the end closes the last run.
    for word in (*words, _NUMERIC):
        if word != _NUMERIC:
            run.append(word)
            continue
        yield from _numbers(run) if is_numeric else _alphanumeric(run)
        run = []
        is_numeric = not is_numeric


def _alphanumeric(words: Sequence[int]) -> Iterator[str]:
    shift = 0
    for word in words:
        # A shift without a meaning for the next word drops both.
        if shift:
            yield _shifted().get((shift, word), "")
            shift = 0
        elif word in (_SHIFT_1, _SHIFT_2):
            shift = word
        elif word == _FNC1:
            yield "\x1d"
        elif word < len(_PLAIN):
            yield _PLAIN[word]


def _numbers(words: Sequence[int]) -> Iterator[str]:
    """Yield digits: five of three words, or four if the number exceeds 99,999."""
    for at in range(0, len(words), 3):
        group = words[at : at + 3]
        number = 0
        for word in group:
            # Three words of base 48 make 110,592, enough for five digits; the numbers above 99,999
            # stand for four.
            number = number * 48 + word
        digits = (0, 1, 3, 5)[len(group)]
        yield f"{number - 100_000:04}" if number >= 100_000 else f"{number:0{digits}}"


DECODER = Decoder(("code49",), "stacked", decode)
