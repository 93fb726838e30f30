"""MSI (modified Plessey). Source: MSI Data Corporation; check digits by their usual names."""

from collections.abc import Sequence

from common.barcode.decode import elements
from common.barcode.decode.decoder import Decoder, Decoding

_BITS = 4
_START = "1"
_MAX_DIGITS = 60
_PAIR = 3  # modules: narrow and wide are 1 and 2
_MAX_ERROR = 0.25  # of a pair's width
_MAX_DIFFERENCE = 0.4  # modules
_MAX_END_ERROR = 0.25  # modules, of the first and the last bar
_ONE = 0.5  # a bar that fills more than this share of its pair is a 1
_IBM_WEIGHTS = (2, 3, 4, 5, 6, 7)  # of modulo 11, from the right


def decode(widths: Sequence[float]) -> tuple[Decoding, ...]:
    """Decode *widths*; check digits, which the symbol doesn't mark, are part of the text."""
    # Start is a pair, stop a narrow bar, a wide space and a narrow bar.
    pairs = elements.pairs(widths)
    data = len(pairs) - 2
    if not len(widths) % 2 or data < _BITS or data % _BITS or data > _BITS * _MAX_DIGITS:
        return ()
    sums = [bar + space for bar, space in pairs]
    if not elements.is_even(sums, _MAX_ERROR):
        return ()
    # Every bit is three modules: 110 for a 1 and 100 for a 0.
    module = sum(sums) / len(sums) / _PAIR
    bits = "".join("1" if bar > _ONE * (bar + space) else "0" for bar, space in pairs)
    if bits[0] != _START or bits[-1] != "0" or not _are_clear(pairs, bits, module):
        return ()
    if not _is_whole(widths, bits, module):
        return ()
    values = [int(bits[at : at + _BITS], 2) for at in range(1, len(bits) - 1, _BITS)]
    # Four bits could be a hexadecimal digit, which MSI does not have.
    if max(values) > 9:
        return ()
    text = "".join(map(str, values))
    return (Decoding("msi", text, text.encode(), note=_note(text)),)


def _are_clear(pairs: Sequence[tuple[float, float]], bits: str, module: float) -> bool:
    """Return True if the bars of ones are about a module wider than those of zeros."""
    ones, zeros = (
        [bar for (bar, _), bit in zip(pairs, bits, strict=True) if bit == wanted] for wanted in "10"
    )
    difference = sum(ones) / len(ones) - sum(zeros) / len(zeros)
    return abs(difference / module - 1) < _MAX_DIFFERENCE


def _is_whole(widths: Sequence[float], bits: str, module: float) -> bool:
    """Return True if the first and the last bar are as wide as others of their kind.

    Where a symbol is cut off or covered, a part of a bar is left.
    """
    bars = widths[:-1:2]
    for bar, kind in ((widths[0], _START), (widths[-1], "0")):
        alike = [width for width, bit in zip(bars, bits, strict=True) if bit == kind]
        mean = sum(alike) / len(alike)
        spread = max(abs(width - mean) for width in alike[1:]) if len(alike) > 1 else 0
        if abs(bar - mean) > max(_MAX_END_ERROR * module, spread):
            return False
    return True


def has_check_digit(text: str) -> bool:
    """Return True if the last digits of *text* may be check digits."""
    return bool(_checks_of(text))


def _checks_of(text: str) -> list[str]:
    return [name for name, fits in _CHECKS if len(text) > 2 and fits(text)]


def _note(text: str) -> str:
    """Return a sentence on the check digits that fit, of which the symbol says nothing."""
    names = _checks_of(text)
    if not names:
        return "No check digit fits."
    return f"The last digits fit as check digits: {', '.join(names)}."


def _luhn(text: str) -> bool:
    # Luhn: a doubled digit above 9 counts as the sum of its two digits.
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in text[-2::-2]]
    return (sum(doubled) + sum(int(digit) for digit in text[::-2])) % 10 == 0


def _mod_11(text: str) -> bool:
    total = sum(
        int(digit) * _IBM_WEIGHTS[place % len(_IBM_WEIGHTS)]
        for place, digit in enumerate(reversed(text[:-1]))
    )
    return (total + int(text[-1])) % 11 == 0


_CHECKS = (
    ("modulo 10", _luhn),
    ("modulo 10 twice", lambda text: _luhn(text) and _luhn(text[:-1])),
    ("modulo 11", _mod_11),
    ("modulo 11 and 10", lambda text: _luhn(text) and _mod_11(text[:-1])),
)

DECODER = Decoder(("msi",), "linear", decode)
