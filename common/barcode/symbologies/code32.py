"""Code 32: the number of Italian medicine, in Code 39. Ministero della Sanità, 1982."""

from common.barcode import linear, rules
from common.barcode.options import DrawOptions
from common.barcode.symbol import Reading, Symbol
from common.barcode.symbologies import code39
from common.barcode.symbology import Symbology

_DIGITS = "0123456789BCDFGHJKLMNPQRSTUVWXYZ"


def check_digit(eight: str) -> str:
    """Return the check digit of *eight* digits: each second one doubled, modulo 10."""
    doubled = [2 * int(digit) for digit in eight[1::2]]
    total = sum(map(int, eight[::2])) + sum(number // 10 + number % 10 for number in doubled)
    return str(total % 10)


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode 8 digits, or 9 with the check digit; an A may stand in front."""
    bare = data.strip().upper().removeprefix("A")
    rules.require_digits("code32", bare)
    digits = rules.complete("code32", bare, 9, check_digit)
    number = int(digits)
    letters = "".join(_DIGITS[number >> shift & 31] for shift in range(25, -1, -5))
    row = code39.bars("code32", letters, options)
    reading = Reading(("Code32",), f"A{digits}")
    return linear.symbol("code32", row, digits, reading, text=f"A{digits}")


SYMBOLOGY = Symbology(
    id="code32",
    title="Code 32",
    standard="Italian Pharmacode (AIC), in ISO/IEC 16388",
    family="health",
    example="143523126",
    characters="digits, an A in front",
    lengths="8 digits, or 9 with the check digit",
    most_characters=12,
    check_digit="modulo 10 with doubling: verified where given, added where missing",
    encode=encode,
    aliases=("italianpharmacode", "imh", "radixa39"),
)
