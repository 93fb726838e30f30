"""ISBN: the number of a book, as EAN-13, from an ISBN-13 or an ISBN-10. ISO 2108:2017."""

import re

from barcode.ean import EuropeanArticleNumber13
from msgspec import structs

from common.barcode.encode import add_on, check_digits, ean_upc, isbn_parts, validation
from common.barcode.encode.engines import python_barcode
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError, Problem
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol

_FIX = "Use digits, with hyphens or spaces between them, and X as the last of an ISBN-10."


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode an ISBN-13 (12 or 13 digits) or an ISBN-10 (9 or 10 characters)."""
    data = validation.without_name("ISBN", data)
    bare = validation.without_separators("isbn", data)
    # Any length but 9, 10, 12 and 13 is refused in either case.
    digits = _isbn10(bare, "isbn") if len(bare) < 11 else _isbn13(bare)
    number = isbn_parts.isbn(digits)
    typed = _as_typed(data, bare, digits)
    symbol = _symbol("isbn", digits, options, typed or number or digits)
    if not typed or typed == number:
        return symbol
    return structs.replace(symbol, notices=_notices(typed, number))


def encode_isbn10(data: str, options: DrawOptions) -> Symbol:
    """Encode an ISBN-10 as the EAN-13 that begins with 978."""
    data = validation.without_name("ISBN", data)
    bare = validation.without_separators("isbn10", data)
    # The 13 digits of an ISBN that also has an ISBN-10; those with 979 have none.
    whole = len(bare) == 13 and bare.startswith("978")
    digits = _isbn13(bare) if whole else _isbn10(bare, "isbn10")
    number = _as_typed(data, bare, digits) or isbn_parts.isbn(digits) or digits
    # The same parts, without the prefix and with the other check digit.
    ten = number.removeprefix("978").removeprefix("-")[:-1] + check_digits.isbn10(digits[3:12])
    return _symbol("isbn10", digits, options, ten)


def _symbol(id: str, digits: str, options: DrawOptions, number: str) -> Symbol:
    modules = python_barcode.encode(EuropeanArticleNumber13(digits))
    return ean_upc.ean13(id, modules, digits, options, f"ISBN {number}")


def _as_typed(data: str, bare: str, digits: str) -> str:
    """Return the ISBN-13 in the parts that the caller separated, or "" if not all of them are."""
    parts = re.split("[ -]+", data.strip())
    if len(bare) < 11:
        # An ISBN-10 has four parts: with the prefix it has five, as an ISBN-13.
        parts.insert(0, digits[:3])
    # A number without its check digit has one part less.
    whole = parts if len(bare) in (10, 13) else [*parts, ""]
    return "-".join((*whole[:-1], digits[12])) if len(whole) == 5 else ""


def _notices(typed: str, number: str) -> tuple[Problem, ...]:
    """Return a notice if *typed* has other parts than *number*, those of the ranges."""
    if not number:
        return ()
    message = f"The hyphens of {typed} are not where the ranges of ISBN have them."
    return (Problem("data", "isbn.other_parts", message, f"Give {number}.", number),)


def _isbn10(bare: str, id: str) -> str:
    validation.require_characters(id, bare[:9], validation.DIGITS, _FIX)
    validation.require_characters(id, bare[9:], validation.DIGITS | {"X"}, _FIX)
    # The check digit of the EAN-13 replaces that of the ISBN-10.
    checked = validation.complete(id, bare, 10, check_digits.isbn10)
    digits = "978" + checked[:9]
    return digits + check_digits.gs1(digits)


def _isbn13(bare: str) -> str:
    validation.require_characters("isbn", bare, validation.DIGITS, _FIX)
    # 979-0 is the prefix of printed music (ISMN).
    if not bare.startswith(("978", "979")) or bare.startswith("9790"):
        better = "ismn" if bare.startswith("9790") else "ean13"
        raise DataError.of(
            "data",
            "isbn.bad_prefix",
            f"No ISBN begins with {bare[:4]}.",
            f"Begin with 978 or 9791 to 9799, or choose {better}.",
        )
    return validation.complete("isbn", bare, 13, check_digits.gs1)


SYMBOLOGY = (
    Symbology(
        id="isbn",
        title="ISBN",
        standard="ISO 2108:2017",
        family="retail",
        example="978-3-16-148410-0",
        characters="digits, hyphens and spaces, optionally after ISBN; X as the last of an ISBN-10",
        lengths="12 digits, or 13 with the check digit; an ISBN-10 of 9 or 10 becomes 978…",
        max_characters=30,
        check_digit="verified if given, added if missing",
        encode=add_on.with_add_on("isbn", encode),
        options=ean_upc.OPTIONS,
        aliases=("isbn13", "isbnx", "bookland"),
    ),
    Symbology(
        id="isbn10",
        title="ISBN-10",
        standard="ISO 2108:2005",
        family="retail",
        example="3-16-148410-X",
        characters="digits, hyphens and spaces, optionally after ISBN; X as the last",
        lengths="9 digits, or 10 characters with the check digit; or its 13 digits, 978…",
        max_characters=30,
        check_digit="modulo 11: verified if given, added if missing",
        encode=add_on.with_add_on("isbn10", encode_isbn10),
        options=ean_upc.OPTIONS,
        note="Drawn as the EAN-13 that begins with 978, as ISBN-10 has no symbology.",
    ),
)
