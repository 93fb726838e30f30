"""Rules of check digits that several symbologies share. It must not know of symbologies."""


def gs1(digits: str) -> str:
    """Return the check digit that follows *digits* in a GTIN, SSCC or another GS1 key.

    Source: GS1 General Specifications, section 7.9.1 (weights 3, 1, 3, … from the right).
    """
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
    total = sum(map(int, eight[::2])) + sum(number // 10 + number % 10 for number in doubled)
    return str(total % 10)
