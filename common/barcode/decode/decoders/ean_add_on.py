"""The two- and five-digit add-ons of EAN and UPC, without the symbol that they belong to.

Sources: ISO/IEC 15420:2009, 4.4; GS1 General Specifications, 5.2.2.5.
"""

from collections.abc import Sequence
from itertools import pairwise

from common.barcode.decode.decoder import Decoder, Decoding

# Widths of the two spaces and bars of a digit of number set A; set B is the mirror image.
_SET_A = ("3211", "2221", "2122", "1411", "1132", "1231", "1114", "1312", "1213", "3112")
_GUARD, _SEPARATOR = (1, 1, 2), (1, 1)
_DIGIT_MODULES = 7
_IDS = {2: "ean2", 5: "ean5"}
# Which digits are of set B, by the check value (ISO/IEC 15420:2009, tables 6 and 7).
_TWO = ("AA", "AB", "BA", "BB")
_FIVE = (
    "BBAAA", "BABAA", "BAABA", "BAAAB", "ABBAA", "AABBA", "AAABB", "ABABA", "ABAAB", "AABAB",
)  # fmt: skip
_FRAME_ERROR = 0.55  # modules that an element of guard and separators may differ
_DIGIT_ERROR = 0.8  # modules that the edges of a digit may differ in all


def decode(widths: Sequence[float]) -> tuple[Decoding, ...]:
    """Decode *widths*; the number sets of the digits are their check."""
    count, rest = divmod(len(widths) - len(_GUARD) + len(_SEPARATOR), 4 + len(_SEPARATOR))
    if rest or count not in _IDS or min(widths) <= 0:
        return ()
    total = sum(_GUARD) + _DIGIT_MODULES * count + sum(_SEPARATOR) * (count - 1)
    # Measured over the whole symbol: single elements vary with the ink.
    module = sum(widths) / total
    scaled = [width / module for width in widths]
    if not _fits(scaled[:3], _GUARD):
        return ()
    text, sets = "", ""
    for place in range(count):
        at = len(_GUARD) + place * (4 + len(_SEPARATOR))
        if place and not _fits(scaled[at - 2 : at], _SEPARATOR):
            return ()
        digit, name = _digit(scaled[at : at + 4])
        text, sets = text + digit, sets + name
    # An add-on has no check digit. The parity pattern is its only protection.
    if sets != _sets(text, count):
        return ()
    return (Decoding(_IDS[count], text, text.encode()),)


def _fits(scaled: Sequence[float], modules: Sequence[int]) -> bool:
    return all(abs(a - b) <= _FRAME_ERROR for a, b in zip(scaled, modules, strict=True))


def _digit(scaled: Sequence[float]) -> tuple[str, str]:
    """Return the digit and number set that *scaled* are nearest to, or two empty texts."""
    share = _DIGIT_MODULES / sum(scaled)
    measured = [width * share for width in scaled]
    # Sums of a bar and a space keep their width if ink spreads; a bar alone distinguishes 1 from 7
    # and 2 from 8, whose sums are alike.
    nearest = min(_PATTERNS, key=lambda pattern: _distance(measured, pattern))
    if _distance(measured, nearest) > _DIGIT_ERROR * 2:
        return "", ""
    return _PATTERNS[nearest]


def _distance(measured: Sequence[float], pattern: Sequence[int]) -> float:
    edges = zip(pairwise(measured), pairwise(pattern), strict=True)
    by_edges = sum(abs(sum(a) - sum(b)) for a, b in edges)
    bars = abs(measured[1] + measured[3] - pattern[1] - pattern[3])
    return by_edges + bars / 2


def _sets(text: str, count: int) -> str:
    if len(text) != count:
        return ""
    if count == 2:
        return _TWO[int(text) % 4]
    # 3 times the digits at odd places and 9 times the others, modulo 10.
    odd, even = (sum(int(digit) for digit in text[start::2]) for start in (0, 1))
    return _FIVE[(3 * odd + 9 * even) % 10]


_PATTERNS = {
    tuple(int(width) for width in widths[::step]): (str(digit), name)
    for digit, widths in enumerate(_SET_A)
    for name, step in (("A", 1), ("B", -1))
}

DECODER = Decoder(("ean2", "ean5"), "linear", decode, ambiguous=True)
