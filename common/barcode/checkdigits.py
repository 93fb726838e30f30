"""Check-digit rules: digits in, check digit out. Knows nothing of symbologies."""


def gs1(digits: str) -> str:
    """Return the check digit that follows *digits* in a GTIN, SSCC or another GS1 key.

    Source: GS1 General Specifications, section 7.9.1 (weights 3, 1, 3 … from the right).
    """
    total = 3 * sum(map(int, digits[::-2])) + sum(map(int, digits[-2::-2]))
    return str(-total % 10)
