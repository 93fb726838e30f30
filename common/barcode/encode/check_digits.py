"""Rules of check digits that several symbologies share. It must not know of symbologies."""


def gs1(digits: str) -> str:
    """Return the check digit that follows *digits* in a GTIN, SSCC or another GS1 key.

    Source: GS1 General Specifications, section 7.9.1 (weights 3, 1, 3, … from the right).
    """
    # Counted from the right, so that the digit next to the check digit has weight 3 in keys of any
    # length.
    total = 3 * sum(map(int, digits[::-2])) + sum(map(int, digits[-2::-2]))
    return str(-total % 10)


def isbn10(digits: str) -> str:
    """Return the check character of the nine *digits* of an ISBN-10: a digit or X.

    Source: ISO 2108:2005, annex C (weights 10 to 2, modulo 11).
    """
    return _modulo_11(digits, 10)


def issn(digits: str) -> str:
    """Return the check character of the seven *digits* of an ISSN: a digit or X.

    Source: ISO 3297:2020, annex A (weights 8 to 2, modulo 11).
    """
    return _modulo_11(digits, 8)


def _modulo_11(digits: str, first_weight: int) -> str:
    total = sum(int(digit) * (first_weight - place) for place, digit in enumerate(digits))
    # X stands for the value 10, for which there is no digit.
    return "0123456789X"[-total % 11]


def pzn(digits: str) -> str:
    """Return the check digit of the six (PZN7) or seven (PZN8) *digits* of a PZN; "" if none.

    Source: IFA, technical information on PZN8 coding (weights end at 7, modulo 11; numbers with
    the remainder 10 are not assigned).
    """
    first_weight = 8 - len(digits)
    total = sum(int(digit) * weight for weight, digit in enumerate(digits, first_weight)) % 11
    return str(total) if total < 10 else ""


CODE39 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"


def code39(data: str) -> str:
    """Return the modulo 43 check character of *data*. Source: ISO/IEC 16388:2007, annex A."""
    return CODE39[sum(map(CODE39.index, data)) % 43]


CODE32 = "0123456789BCDFGHJKLMNPQRSTUVWXYZ"


def code32(eight: str) -> str:
    """Return the check digit of *eight* digits: every second one doubled, modulo 10.

    Source: the Italian Ministry of Health's decree on medicine numbers (AIC).
    """
    doubled = [2 * int(digit) for digit in eight[1::2]]
    # A product of two digits counts as the sum of them.
    total = sum(map(int, eight[::2])) + sum(number // 10 + number % 10 for number in doubled)
    return str(total % 10)


ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def mod_37_36(data: str) -> str:
    """Return the check character of capitals and digits. Source: ISO/IEC 7064:2003, MOD 37,36."""
    # A hybrid system: the sum is modulo 36, its double modulo 37, and 36 stands in for 0.
    rest = 36
    for character in data:
        rest = (rest + ALPHANUMERIC.index(character)) % 36 or 36
        rest = rest * 2 % 37
    return ALPHANUMERIC[(37 - rest) % 36]


_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def s10(eight: str) -> str:
    """Return the check digit of the serial number *eight*. Source: UPU S10-12, annex A."""
    total = sum(int(digit) * weight for digit, weight in zip(eight, _S10_WEIGHTS, strict=True))
    rest = 11 - total % 11
    # Modulo 11 has eleven results for ten digits: 10 and 11 become 0 and 5.
    return {10: "0", 11: "5"}.get(rest, str(rest))


# I, O and Q are never in a VIN, since they look like 1 and 0.
VIN_LETTERS = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", "12345678123457923456789", strict=True))
# First characters of the regions whose numbers must have the check digit: North America (49 CFR
# 565.15) and China (GB 16735). Elsewhere the ninth place is free, and often no check digit.
VIN_CHECKED_REGIONS = "12345L"
# The check digit itself is at the ninth place, whose weight is 0.
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def vin(number: str) -> str:
    """Return the check digit of a 17-character *number*: a digit or X. Source: 49 CFR 565.15."""
    values = (int(VIN_LETTERS.get(character, character)) for character in number)
    total = sum(value * weight for value, weight in zip(values, _VIN_WEIGHTS, strict=True))
    return "0123456789X"[total % 11]
