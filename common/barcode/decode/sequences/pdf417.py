"""The control block of Macro PDF417 and of MicroPDF417. ISO/IEC 15438:2015, annex H."""

from functools import cache

from common.barcode.decode.pdf417_patterns import CODEWORDS, PATTERNS
from common.barcode.model.symbol import Sequence, Symbol

_BLOCK, _FIELD, _LAST = 928, 923, 922  # codewords that begin and end the control block
_COUNT = 1  # the optional field with the number of segments
_WORD, _ADDRESS = 17, 10  # modules of a codeword, and of a row address pattern
_START = 17
# Codewords between the row address patterns of MicroPDF417, by the modules of a row.
_MICRO = {38: (1,), 55: (2,), 82: (1, 2), 99: (2, 2)}


def read(symbol: Symbol) -> Sequence | None:
    """Return the place that *symbol* states, or None if it states none."""
    is_micro = symbol.symbology == "micropdf417"
    rows = [row.modules for row in symbol.rows]
    words = [
        word for row in rows for word in (_micro_words(row) if is_micro else _words(row, symbol))
    ]
    # The first codeword of PDF417 is the number of those before the error correction.
    data = words if is_micro else words[: words[0]]
    if _BLOCK not in data:
        return None
    at = data.index(_BLOCK)
    rest = data[at + 3 :]
    end = next(place for place, word in enumerate(rest) if word in (_FIELD, _LAST))
    count = rest[end + 2 : end + 4] if rest[end : end + 2] == [_FIELD, _COUNT] else None
    number = _number(count) if count else 0
    id = "".join(f"{word:03}" for word in rest[:end])
    return Sequence(_number(data[at + 1 : at + 3]) + 1, number, id)


def _number(words: list[int]) -> int:
    """Return the number of five digits in two codewords of numeric compaction."""
    # Numeric compaction puts a 1 in front of the digits (5.4.4).
    return words[0] * 900 + words[1] - 100_000


def _words(row: bytes, symbol: Symbol) -> list[int]:
    """Return the codewords of a row without its indicators."""
    first = _START + _WORD
    # The right-hand side is an indicator and the stop pattern, or a bar of one module.
    beyond = 1 if symbol.symbology == "pdf417_compact" else _WORD + 18
    return [_word(row[at : at + _WORD]) for at in range(first, len(row) - beyond, _WORD)]


def _micro_words(row: bytes) -> list[int]:
    words, at = [], _ADDRESS
    for count in _MICRO[len(row)]:
        words += [_word(row[at + _WORD * n : at + _WORD * n + _WORD]) for n in range(count)]
        at += _WORD * count + _ADDRESS
    return words


def _word(modules: bytes) -> int:
    return _values()[int("".join(map(str, modules[:16])), 2)]


@cache
def _values() -> dict[int, int]:
    """Return the codeword of each pattern of the three clusters."""
    pairs = zip(PATTERNS[::2], PATTERNS[1::2], strict=True)
    return {high << 8 | low: at % CODEWORDS for at, (high, low) in enumerate(pairs)}
