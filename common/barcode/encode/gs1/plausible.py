"""GS1 data with two plausible readings: bare keys where element strings or longer keys belong.

People send the bare digits of a product instead of an element string, or of a longer number without
its check digit. The checks show which one is meant; if both readings pass theirs, they
don't, and a barcode with the wrong meaning scans like the right one (see `readings`).

- Digits for an element string: 8, 12, 13 or 14 with a right check digit may be a GTIN, 18 an SSCC;
  they may be a raw element string too, as 4006381333931 is (400)6381333931. If both are right,
  both are suggested. If only the key is, it is suggested: its digits are no element string. Eight
  digits may be a UPC-E too. Hyphens and spaces between digits, as in an ISBN, do not count.
- Digits of the length of a key, with a wrong check digit or without one, are read as elements with
  a notice: a key with a mistake looks like them.
- Digits for a GTIN that lacks its check digit: 12 for a GTIN-13, or 13 for a GTIN-14, whose last
  digit is a right check digit are a whole GTIN-12 or GTIN-13, which goes with a zero in front.
  Both are suggested. There are no keys of 7 or 11 digits, so EAN-8 and UPC-A have one reading.
- Seven digits for a UPC-E may lack the check digit, or the number system 0 in front.
- ``<GS>`` in raw data may be a separator that was typed, or four characters, which a value can
  hold. If both are right, both are suggested.

Brackets, a GTIN of full length, or GS as a character leave one reading each.
"""

import re
from collections.abc import Callable, Sequence

from msgspec import structs

from common.barcode.encode import check_digits, readings, validation, zero_suppression
from common.barcode.encode.gs1 import element as element_of
from common.barcode.encode.gs1 import relations, syntax
from common.barcode.encode.gs1.element import Element
from common.barcode.model.errors import DataError, Problem
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol

_GTIN_LENGTHS = (8, 12, 13, 14)
_SSCC_LENGTH = 18
# Of a GTIN or an SSCC, with its check digit or without it.
_KEY_LENGTHS = (7, 8, 11, 12, 13, 14, 17, 18)
_SEPARATED_DIGITS = re.compile("[0-9]+(?:[ -][0-9]+)*")


def of_raw(data: str) -> tuple[Element, ...]:
    """Return the elements of raw *data*, or of its only reading that is right.

    Raises:
        DataError: ``data.two_readings`` with both; or ``gs1.no_identifier`` if *data* is the bare
            digits of a key. If no reading is right, what is wrong with *data* as it is.
    """
    plain = _right(data)
    angled = syntax.with_angled_separators(data)
    separated = _right(angled) if angled != data else ()
    keys = _keys(data)
    found = [one for one in (*keys, plain, separated) if one]
    if len(found) > 1:
        raise readings.refusal(data, [(syntax.written(one), _titles(one)) for one in found])
    # One at the most: two readings have been refused above.
    for key in keys:
        raise DataError.of(
            "data",
            "gs1.no_identifier",
            f"{data} is a {key[0].title} without its Application Identifier.",
            f"Give {syntax.written(key)}.",
            syntax.written(key),
        )
    return plain or separated or syntax.split(data)


def with_notices(
    encode: Callable[[str, DrawOptions], Symbol],
) -> Callable[[str, DrawOptions], Symbol]:
    """Return *encode* of a symbology of element strings, extended by `notices`."""

    def encode_and_doubt(data: str, options: DrawOptions) -> Symbol:
        symbol = encode(data, options)
        return structs.replace(symbol, notices=(*symbol.notices, *notices(data)))

    return encode_and_doubt


def notices(data: str) -> tuple[Problem, ...]:
    """Return a notice if *data*, which is drawn as elements, has the digits of a bare key."""
    digits = syntax.without_lead(data)
    # Behind FNC1 or a bracket, the elements are meant.
    if digits != data or not (_is_number(data) and len(data) in _KEY_LENGTHS):
        return ()
    written = syntax.written(of_raw(data))
    return (
        readings.notice(
            f"{data} is read as {written}; it may also be a GTIN or SSCC without its identifier,"
            " with a wrong or missing check digit.",
            f"Give {written} if not, else (01) and the 14 digits of a GTIN, or (00) and the 18 of"
            " an SSCC.",
        ),
    )


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
    # One digit short may be a shorter key that is complete, or a longer one without its check
    # digit.
    is_whole = len(digits) in _GTIN_LENGTHS and _is_checked(digits)
    if len(digits) == length - 1 and is_whole and whole != longer:
        both = [
            (whole, f"the GTIN-{len(digits)} that it is"),
            (longer, f"the GTIN-{length} that it is without its check digit"),
        ]
        raise readings.refusal(digits, [one for one in both if one[0][0] in first])
    return validation.complete(id, digits, length, check_digits.gs1)


def _right(data: str) -> tuple[Element, ...]:
    """Return the elements of *data*, none if one is wrong or they never come together."""
    elements = tuple(syntax.cut(syntax.without_lead(data)))
    if any(element_of.fault(one) for one in elements) or relations.fault(elements):
        return ()
    return elements


def _keys(data: str) -> list[tuple[Element, ...]]:
    """Return the keys, each with a right check digit, that *data* may be."""
    if not _SEPARATED_DIGITS.fullmatch(data):
        return []
    digits = re.sub("[ -]", "", data)
    keys: list[tuple[Element, ...]] = []
    if _is_checked(digits):
        if len(digits) in _GTIN_LENGTHS:
            keys.append((element_of.of("01", digits.zfill(14)),))
        elif len(digits) == _SSCC_LENGTH:
            keys.append((element_of.of("00", digits),))
    # Eight digits may be an EAN-8 and a UPC-E with the check digit of the UPC-A.
    if len(digits) == 8 and zero_suppression.is_upce(digits):
        upca = zero_suppression.expand(digits[:7]) + digits[7]
        keys.append((element_of.of("01", upca.zfill(14)),))
    return keys


def _is_number(data: str) -> bool:
    return data.isascii() and data.isdigit()


def _is_checked(digits: str) -> bool:
    return check_digits.gs1(digits[:-1]) == digits[-1]


def _titles(elements: Sequence[Element]) -> str:
    return " and ".join(one.title or f"({one.ai})" for one in elements)
