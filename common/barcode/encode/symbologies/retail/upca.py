"""UPC-A: a GTIN-12 at the point of sale. GS1 General Specifications 5.2, ISO/IEC 15420."""

from barcode.upc import UniversalProductCodeA

from common.barcode.encode import add_on, check_digits, ean_upc, validation
from common.barcode.encode.engines import python_barcode
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode 11 digits, or 12 with the check digit."""
    validation.require_digits("upca", data)
    digits = validation.complete("upca", data, 12, check_digits.gs1)
    # The bars are those of the EAN-13 with a leading 0; margins and the places of the digits
    # differ.
    return ean_upc.upca("upca", python_barcode.encode(UniversalProductCodeA(digits)), digits)


SYMBOLOGY = Symbology(
    id="upca",
    title="UPC-A",
    standard="GS1 General Specifications 5.2; ISO/IEC 15420:2009",
    family="retail",
    example="036000291452",
    characters="digits",
    lengths="11 digits, or 12 with the check digit; + and an add-on of 2 or 5 may follow",
    max_characters=18,
    check_digit="GS1 modulo 10: verified if given, added if missing",
    encode=add_on.with_add_on("upca", encode),
    options=("guardbar", "addon"),
    aliases=("a", "upc", "gtin12", "ucc12"),
)
