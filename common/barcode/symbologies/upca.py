"""UPC-A: a GTIN-12 at the point of sale. GS1 General Specifications 5.2, ISO/IEC 15420."""

from barcode.upc import UniversalProductCodeA

from common.barcode import addon, checkdigits, retail, rules
from common.barcode.engines import python_barcode
from common.barcode.options import DrawOptions
from common.barcode.symbol import Symbol
from common.barcode.symbology import Symbology


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode 11 digits, or 12 with the check digit."""
    rules.require_digits("upca", data)
    digits = rules.complete("upca", data, 12, checkdigits.gs1)
    return retail.upca("upca", python_barcode.draw(UniversalProductCodeA(digits)), digits)


SYMBOLOGY = Symbology(
    id="upca",
    title="UPC-A",
    standard="GS1 General Specifications 5.2; ISO/IEC 15420:2009",
    family="retail",
    example="036000291452",
    characters="digits",
    lengths="11 digits, or 12 with the check digit; + and an add-on of 2 or 5 may follow",
    most_characters=18,
    check_digit="GS1 modulo 10: verified where given, added where missing",
    encode=addon.taking("upca", encode),
    options=("guardbar", "addon"),
    aliases=("a", "upc", "gtin12", "ucc12"),
)
