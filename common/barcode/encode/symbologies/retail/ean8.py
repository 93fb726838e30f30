"""EAN-8: a GTIN-8, for small packages. GS1 General Specifications 5.2, ISO/IEC 15420."""

from barcode.ean import EuropeanArticleNumber8
from msgspec import structs

from common.barcode.encode import add_on, check_digits, ean_upc, validation
from common.barcode.encode.engines import python_barcode
from common.barcode.encode.symbologies.retail import upce
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode 7 digits, or 8 with the check digit."""
    validation.require_digits("ean8", data)
    digits = validation.complete("ean8", data, 8, check_digits.gs1)
    symbol = ean_upc.ean8(
        "ean8", python_barcode.encode(EuropeanArticleNumber8(digits)), digits, options
    )
    return structs.replace(symbol, notices=upce.ean8_notices(data))


SYMBOLOGY = Symbology(
    id="ean8",
    title="EAN-8",
    standard="GS1 General Specifications 5.2; ISO/IEC 15420:2009",
    family="retail",
    example="96385074",
    characters="digits",
    lengths="7 digits, or 8 with the check digit; + and an add-on of 2 or 5 may follow",
    max_characters=14,
    check_digit="GS1 modulo 10: verified if given, added if missing",
    encode=add_on.with_add_on("ean8", encode),
    options=ean_upc.OPTIONS,
    aliases=("8", "gtin8", "ucc8"),
)
