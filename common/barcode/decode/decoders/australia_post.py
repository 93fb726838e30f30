"""Australia Post's 4-state customer barcode, with its Reed-Solomon correction.

Source: Australia Post, Customer Barcoding Technical Specifications (2012), sections 4 to 6.
"""

from collections.abc import Sequence

from common.barcode.decode import four_state
from common.barcode.decode.decoder import Bar, Decoder, Decoding
from common.barcode.decode.error_correction import binary_field, correct

# Bars in the specification's numbers: 0 full, 1 ascender, 2 descender, 3 tracker.
_NUMBERS = str.maketrans("FADT", "0123")
_FRAME = "13"  # start and stop alike
_LENGTHS = (37, 52, 67)  # bars of formats 1, 2 and 3, with 0, 16 and 31 for the customer
_FILLER = "3"
# Two bars a digit: the base-3 number of the digit, and 30 for 9 (table N).
_DIGITS = {**{f"{digit // 3}{digit % 3}": str(digit) for digit in range(9)}, "30": "9"}
# Three bars a character (table C): capitals, digits and small letters in the order of their codes.
_CAPITALS = (
    "000", "001", "002", "010", "011", "012", "020", "021", "022",
    "100", "101", "102", "110", "111", "112", "120", "121", "122",
    "200", "201", "202", "210", "211", "212", "220", "221",
)  # fmt: skip
_FIGURES = ("222", "300", "301", "302", "310", "311", "312", "320", "321", "322")
_SMALL = (
    "023", "030", "031", "032", "033", "103", "113", "123", "130",
    "131", "132", "133", "203", "213", "223", "230", "231", "232",
    "233", "303", "313", "323", "330", "331", "332", "333",
)  # fmt: skip
_CHARACTERS = {
    **dict(zip(_CAPITALS, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", strict=True)),
    **dict(zip(_FIGURES, "0123456789", strict=True)),
    **dict(zip(_SMALL, "abcdefghijklmnopqrstuvwxyz", strict=True)),
    "003": " ",
    "013": "#",
}
# Format control codes.
_FORMATS = {
    "11": "auspost", "59": "auspost", "62": "auspost",
    "45": "auspost_reply", "87": "auspost_routing", "92": "auspost_redirect",
    "00": "auspost",  # the null format, of a delivery point of zeros
}  # fmt: skip
_FIELD = binary_field(6, 0b1000011)
_CHECKS = 4


def decode(bars: Sequence[Bar]) -> tuple[Decoding, ...]:
    """Decode a symbol of 37, 52 or 67 bars; up to two of its triples of bars may be wrong."""
    numbers = four_state.names(bars).translate(_NUMBERS)
    if len(numbers) not in _LENGTHS:
        return ()
    if (numbers[:2], numbers[-2:]) != (_FRAME, _FRAME):
        return ()
    # Three bars of four states are one symbol of GF(64).
    symbols = [int(numbers[at : at + 3], 4) for at in range(2, len(numbers) - 2, 3)]
    corrected = correct(_FIELD, symbols, _CHECKS)
    if corrected is None:
        return ()
    data = "".join(_in_base_4(symbol) for symbol in corrected.codewords[:-_CHECKS])
    return _decodings(data, corrected.errors)


def _in_base_4(symbol: int) -> str:
    return f"{symbol >> 4}{symbol >> 2 & 3}{symbol & 3}"


def _decodings(data: str, corrected: int) -> tuple[Decoding, ...]:
    head = _number(data[:20])
    # Two digits of format control code and eight of the delivery point identifier.
    if len(head) < 10 or head[:2] not in _FORMATS:
        return ()
    symbology, point, rest = _FORMATS[head[:2]], head[2:], data[20:]
    return tuple(
        Decoding(symbology, point + own, (head + own).encode(), corrected, note=note)
        for own, note in _customer(rest)
    )


def _customer(bars: str) -> list[tuple[str, str]]:
    """Return what the customer's bars may say, the likeliest first, each with a note on it."""
    if len(bars) == 1:  # a filler bar alone
        return [("", "")] if bars == _FILLER else []
    if not bars.strip(_FILLER):
        return [("", "")]
    # The symbol doesn't say whether table N or table C was used. Digits by table N are characters
    # by table C too, characters are rarely digits; both end in a filler bar if one remains.
    # 31 bars leave one over after 15 pairs, which is a filler; 16 bars are eight whole pairs.
    number = _number(bars if len(bars) == 16 else bars[: len(bars) - 1])
    letters = _letters(bars[: len(bars) // 3 * 3]) if bars[-1] == _FILLER else ""
    found = [text for text in (number, letters) if text]
    note = "" if len(found) < 2 else "The customer's bars are digits or characters alike."
    if letters.endswith("z"):
        note = note or "Each z at the end may be filler bars."
        # Encoders fill up what is shorter than the symbol.
        found += [text for text in (letters.rstrip("z"), _filled_number(bars)) if text]
    return [(text, note) for text in found]


def _number(bars: str) -> str:
    digits = [_DIGITS.get(bars[at : at + 2], "") for at in range(0, len(bars), 2)]
    return "".join(digits) if all(digits) else ""


def _filled_number(bars: str) -> str:
    """Return the digits of *bars* by table N before those that are filler bars alone, or ""."""
    used = len(bars.rstrip(_FILLER))
    # No digit has a filler bar as its first one; 30 is the only one that begins like it.
    return _number(bars[: used + used % 2])


def _letters(bars: str) -> str:
    return "".join(_CHARACTERS[bars[at : at + 3]] for at in range(0, len(bars), 3))


DECODER = Decoder(
    ("auspost", "auspost_reply", "auspost_routing", "auspost_redirect"), "postal", decode
)
