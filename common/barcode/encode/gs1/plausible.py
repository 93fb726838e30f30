"""Data with two plausible readings, and the one rule for it: it is refused with both readings.

People send the bare digits of a product instead of an element string, or of a longer number
without its check digit. The checks show which one is meant; if both readings pass theirs, they
don't, and a barcode with the wrong meaning scans like the right one.

- Digits for an element string: 8, 12, 13 or 14 with a right check digit may be a GTIN, 18 an SSCC;
  they may be a raw element string too, as 4006381333931 is (400)6381333931. If both are right,
  both are suggested. If only the key is, it is suggested: its digits are no element string.
- Digits for a GTIN that lacks its check digit: 12 for a GTIN-13, or 13 for a GTIN-14, whose last
  digit is a right check digit are a whole GTIN-12 or GTIN-13, which goes with a zero in front.
  Both are suggested. There are no keys of 7 or 11 digits, so EAN-8 and UPC-A have one reading.
- Seven digits for a UPC-E may lack the check digit, or the number system 0 in front.
- ``<GS>`` in raw data may be a separator that was typed, or four characters, which a value can
  hold. If both are right, both are suggested.

Brackets, a GTIN of full length, or GS as a character leave one reading each.
"""

from collections.abc import Sequence

from common.barcode.encode import check_digits, validation
from common.barcode.encode.gs1 import element as element_of
from common.barcode.encode.gs1 import relations, syntax
from common.barcode.encode.gs1.element import Element
from common.barcode.model.errors import DataError, Problem

_GTIN_LENGTHS = (8, 12, 13, 14)
_SSCC_LENGTH = 18


def of_raw(data: str) -> tuple[Element, ...]:
    """Return the elements of raw *data*, or of its only reading that is right.

    Raises:
        DataError: ``data.two_readings`` with both; or ``gs1.no_identifier`` if *data* is the bare
            digits of a key. If no reading is right, what is wrong with *data* as it is.
    """
    plain = _right(data)
    angled = syntax.with_angled_separators(data)
    separated = _right(angled) if angled != data else ()
    key = _key(data)
    found = [one for one in (key, plain, separated) if one]
    if len(found) > 1:
        raise two_readings(data, [(syntax.written(one), _titles(one)) for one in found])
    if key:
        raise DataError.of(
            "data",
            "gs1.no_identifier",
            f"{data} is a {key[0].title} without its Application Identifier.",
            f"Give {syntax.written(key)}.",
            syntax.written(key),
        )
    return plain or separated or syntax.split(data)


def complete_gtin(id: str, digits: str, length: int, first: str = "0123456789") -> str:
    """Return *digits* with the check digit of a GTIN: added if missing, verified if given.

    Args:
        id: of the symbology, for the error.
        digits: characters already checked.
        length: of the GTIN, in digits.
        first: the first digits that the symbology carries; no other GTIN is suggested.

    Raises:
        DataError: ``<id>.bad_length`` or ``<id>.bad_check_digit``; or ``data.two_readings`` if
            they are a whole GTIN of one digit less.
    """
    whole, longer = "0" + digits, digits + check_digits.gs1(digits)
    is_whole = len(digits) in _GTIN_LENGTHS and _is_checked(digits)
    if len(digits) == length - 1 and is_whole and whole != longer:
        readings = [
            (whole, f"the GTIN-{len(digits)} that it is"),
            (longer, f"the GTIN-{length} that it is without its check digit"),
        ]
        raise two_readings(digits, [one for one in readings if one[0][0] in first])
    return validation.complete(id, digits, length, check_digits.gs1)


def _right(data: str) -> tuple[Element, ...]:
    """Return the elements of *data*, none if one is wrong or they never come together."""
    elements = tuple(syntax.cut(syntax.without_lead(data)))
    if any(element_of.fault(one) for one in elements) or relations.fault(elements):
        return ()
    return elements


def _key(data: str) -> tuple[Element, ...]:
    if not (data.isascii() and data.isdigit() and _is_checked(data)):
        return ()
    if len(data) in _GTIN_LENGTHS:
        return (element_of.of("01", data.zfill(14)),)
    return (element_of.of("00", data),) if len(data) == _SSCC_LENGTH else ()


def _is_checked(digits: str) -> bool:
    return check_digits.gs1(digits[:-1]) == digits[-1]


def _titles(elements: Sequence[Element]) -> str:
    return " and ".join(one.title or f"({one.ai})" for one in elements)


def two_readings(data: str, readings: Sequence[tuple[str, str]]) -> DataError:
    """Return the refusal of *data*: a problem for each reading, which suggests that one.

    Args:
        data: as it was given.
        readings: the data that says each without a doubt, and what it is.
    """
    either = " or ".join(suggestion for suggestion, _ in readings)
    return DataError.gather(
        [
            Problem(
                "data",
                "data.two_readings",
                f"{data} may mean {either}.",
                f"Give {suggestion} for {meaning}.",
                suggestion,
            )
            for suggestion, meaning in readings
        ]
    )
