"""Check digits and check characters of application standards: data in, check character out.

Rules that a symbology has too come from there.
"""

from common.barcode.encode import check_digits

# The weighting factors of the price check digit: what each digit counts for (7.9.2).
_TWO_MINUS = (0, 2, 4, 6, 8, 9, 1, 3, 5, 7)
_THREE = (0, 3, 6, 9, 2, 5, 8, 1, 4, 7)
_FIVE_PLUS = (0, 5, 1, 6, 2, 7, 3, 8, 4, 9)
_FIVE_MINUS = (0, 5, 9, 4, 8, 3, 7, 2, 6, 1)

ALPHANUMERIC = check_digits.ALPHANUMERIC
_MOD_37_2 = ALPHANUMERIC + "*"
gs1 = check_digits.gs1
mod_37_36 = check_digits.mod_37_36
s10 = check_digits.s10
vin = check_digits.vin
VIN_CHECKED_REGIONS = check_digits.VIN_CHECKED_REGIONS
hibc = check_digits.code39
HIBC = check_digits.CODE39


def mod_37_2_value(data: str) -> int:
    """Return the check value of capitals and digits. Source: ISO/IEC 7064:2003, MOD 37-2."""
    rest = 0
    for character in data:
        rest = (rest + _MOD_37_2.index(character)) * 2 % 37
    return (1 - rest) % 37


def mod_37_2(data: str) -> str:
    """Return the check character of capitals and digits: one of these, or ``*``.

    Source: ISO/IEC 7064:2003, MOD 37-2; ISBT 128 Standard Technical Specification, appendix A.
    """
    return _MOD_37_2[mod_37_2_value(data)]


def ppn(data: str) -> str:
    """Return the two check digits of a product registration agency code and its item code.

    Source: IFA coding system, PPN specification, appendix: ASCII values weighted 2, 3, 4 … from
    the left, modulo 97.
    """
    total = sum(ord(character) * weight for weight, character in enumerate(data, 2))
    return f"{total % 97:02}"


def price(digits: str) -> str:
    """Return the check digit of a price or weight of four or five *digits*.

    Source: GS1 General Specifications 25.0, sections 7.9.3 (four) and 7.9.4 (five).
    """
    # Prices of four and of five digits have different weights, so that one is not taken for the
    # other.
    if len(digits) == 4:
        return str(3 * _weighted(digits, (_TWO_MINUS, _TWO_MINUS, _THREE, _FIVE_MINUS)) % 10)
    factors = (_FIVE_PLUS, _TWO_MINUS, _FIVE_MINUS, _FIVE_PLUS, _TWO_MINUS)
    return str(_FIVE_MINUS.index(-_weighted(digits, factors) % 10))


def _weighted(digits: str, factors: tuple[tuple[int, ...], ...]) -> int:
    return sum(factor[int(digit)] for digit, factor in zip(digits, factors, strict=True))
