"""ISBN: the number of a book, as EAN-13, from an ISBN-13 or an ISBN-10. ISO 2108:2017."""

from barcode.ean import EuropeanArticleNumber13

from common.barcode.encode import add_on, check_digits, ean_upc, validation
from common.barcode.encode.engines import python_barcode
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol

_FIX = "Use digits, with hyphens or spaces between them, and X as the last of an ISBN-10."


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode an ISBN-13 (12 or 13 digits) or an ISBN-10 (9 or 10 characters)."""
    data = validation.without_name("ISBN", data)
    bare = validation.without_separators("isbn", data)
    digits = _isbn10(bare, "isbn") if len(bare) < 11 else _isbn13(bare)
    return _symbol("isbn", digits, data, options)


def encode_isbn10(data: str, options: DrawOptions) -> Symbol:
    """Encode an ISBN-10 as the EAN-13 that begins with 978."""
    data = validation.without_name("ISBN", data)
    bare = validation.without_separators("isbn10", data)
    # The 13 digits of an ISBN that also has an ISBN-10; those with 979 have none.
    whole = len(bare) == 13 and bare.startswith("978")
    digits = _isbn13(bare) if whole else _isbn10(bare, "isbn10")
    return _symbol("isbn10", digits, data, options)


def _symbol(id: str, digits: str, data: str, options: DrawOptions) -> Symbol:
    modules = python_barcode.encode(EuropeanArticleNumber13(digits))
    typed = data.strip().upper()
    # Between guard bars, only the digits of the EAN-13 have room.
    if options.guardbar or (typed.isdigit() and digits.startswith(typed)):
        return ean_upc.ean13(id, modules, digits)
    return ean_upc.ean13(id, modules, digits, _human(typed, digits))


def _human(typed: str, digits: str) -> str:
    """Return the text of the ISBN: *typed*, with the check digit if it is missing."""
    count = sum(character.isalnum() for character in typed)
    separator = next((character for character in typed if not character.isalnum()), "")
    if count == 12:
        typed += separator + digits[12]
    elif count == 9:
        typed += separator + check_digits.isbn10(digits[3:12])
    return f"ISBN {typed}"


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
        options=("guardbar", "addon"),
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
        options=("guardbar", "addon"),
        note="Drawn as the EAN-13 that begins with 978, as ISBN-10 has no symbology.",
    ),
)
