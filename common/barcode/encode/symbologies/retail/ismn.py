"""ISMN: the number of printed music, as EAN-13. ISO 10957:2021."""

from barcode.ean import EuropeanArticleNumber13

from common.barcode.encode import add_on, check_digits, ean_upc, isbn_parts, validation
from common.barcode.encode.engines import python_barcode
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol

_FIX = "Use digits, with hyphens or spaces between them, and M at the start of an ISMN-10."


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode 12 digits that begin with 9790, 13 with the check digit, or M and 8 or 9 digits."""
    bare = validation.without_separators("ismn", data)
    # The M of the ten-character form of before 2008 became 979-0; the check digit stayed the same.
    bare = "9790" + bare[1:] if bare.startswith("M") else bare
    validation.require_characters("ismn", bare, validation.DIGITS, _FIX)
    if not bare.startswith("9790"):
        raise DataError.of(
            "data", "ismn.bad_prefix", f"No ISMN begins with {bare[:4]}.", "Begin with 979-0 or M."
        )
    digits = validation.complete("ismn", bare, 13, check_digits.gs1)
    modules = python_barcode.encode(EuropeanArticleNumber13(digits))
    return ean_upc.ean13("ismn", modules, digits, options, f"ISMN {isbn_parts.ismn(digits)}")


SYMBOLOGY = Symbology(
    id="ismn",
    title="ISMN",
    standard="ISO 10957:2021",
    family="retail",
    example="979-0-2600-0043-8",
    characters="digits, hyphens and spaces; M at the start of an ISMN-10",
    lengths="12 digits that begin with 9790, or 13 with the check digit",
    max_characters=30,
    check_digit="GS1 modulo 10: verified if given, added if missing",
    encode=add_on.with_add_on("ismn", encode),
    options=ean_upc.OPTIONS,
)
