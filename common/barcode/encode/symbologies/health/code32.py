"""Code 32: the number of an Italian medicine, in Code 39. Ministero della Sanità, 1982."""

from common.barcode.encode import check_digits, linear, validation
from common.barcode.encode.symbologies.industrial import code39
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Reading, Symbol


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode 8 digits, or 9 with the check digit; a leading A is optional."""
    digits = data.strip().upper().removeprefix("A")
    validation.require_digits("code32", digits)
    digits = validation.complete("code32", digits, 9, check_digits.code32)
    # The number in base 32, as six characters.
    # Nine digits are below 32^6 = 1,073,741,824, so that six characters are enough.
    number = int(digits)
    letters = "".join(check_digits.CODE32[number >> shift & 31] for shift in range(25, -1, -5))
    row = code39.bars("code32", letters, options)
    reading = Reading(("Code32",), f"A{digits}")
    return linear.symbol("code32", row, digits, reading, text=f"A{digits}")


SYMBOLOGY = Symbology(
    id="code32",
    title="Code 32",
    standard="Italian Pharmacode (AIC), in ISO/IEC 16388",
    family="health",
    example="143523126",
    characters="digits, optionally after an A",
    lengths="8 digits, or 9 with the check digit",
    max_characters=12,
    check_digit="modulo 10 with doubling: verified if given, added if missing",
    encode=encode,
    options=("wide_to_narrow_ratio",),
    aliases=("italianpharmacode", "imh", "radixa39"),
)
