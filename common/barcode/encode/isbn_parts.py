"""The parts of an ISBN and of an ISMN, which hyphens separate.

ISO 2108:2017, 4; ISO 10957:2021, 4. The lengths of two parts follow from ranges of numbers.
"""

from functools import cache

from common.barcode.encode.isbn_ranges import RANGES

# ISO 10957:2021, annex A: the first digits of a publisher give the length of its number.
_ISMN_PUBLISHERS = "000-099 1000-3999 40000-69999 700000-899999 9000000-9999999"


def isbn(digits: str) -> str:
    """Return the 13 *digits* of an ISBN with hyphens, or "" if the number is not assigned."""
    # The length of each part follows from its first digits; ranges that are not assigned have
    # none.
    group = _part(digits[3:12], RANGES.get(digits[:3], ""))
    prefix = f"{digits[:3]}-{group}"
    rest = digits[3 + len(group) : 12]
    registrant = _part(rest, RANGES.get(prefix, ""))
    if not group or not registrant:
        return ""
    return f"{prefix}-{registrant}-{rest[len(registrant) :]}-{digits[12]}"


def ismn(digits: str) -> str:
    """Return the 13 *digits* of an ISMN, which begin with 9790, with hyphens."""
    item = digits[4:12]
    publisher = _part(item, _ISMN_PUBLISHERS)
    return f"979-0-{publisher}-{item[len(publisher) :]}-{digits[12]}"


def _part(digits: str, ranges: str) -> str:
    """Return the digits at the start of *digits* that are in one of *ranges*, or ""."""
    for first, last in _bounds(ranges):
        part = digits[: len(first)]
        # Numbers of one length compare as text. Of the last part, at least a digit is left.
        if len(part) < len(digits) and first <= part <= last:
            return part
    return ""


@cache
def _bounds(ranges: str) -> tuple[tuple[str, str], ...]:
    pairs = [each.partition("-") for each in ranges.split()]
    return tuple((first, last) for first, _, last in pairs)
