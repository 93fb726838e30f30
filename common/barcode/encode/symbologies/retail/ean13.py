"""EAN-13: a GTIN-13 at the point of sale. GS1 General Specifications 5.2, ISO/IEC 15420."""

from barcode.ean import EuropeanArticleNumber13

from common.barcode.encode import add_on, ean_upc, gs1, validation
from common.barcode.encode.engines import python_barcode
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode 12 digits, or 13 with the check digit."""
    validation.require_digits("ean13", data)
    digits = gs1.plausible.complete_gtin("ean13", data, 13)
    # Twelve digits have bars; the first one is the pattern of number sets of the left half (ISO/IEC
    # 15420).
    return ean_upc.ean13(
        "ean13", python_barcode.encode(EuropeanArticleNumber13(digits)), digits, options
    )


SYMBOLOGY = Symbology(
    id="ean13",
    title="EAN-13",
    standard="GS1 General Specifications 5.2; ISO/IEC 15420:2009",
    family="retail",
    example="4006381333931",
    characters="digits",
    lengths="12 digits, or 13 with the check digit; + and an add-on of 2 or 5 may follow",
    max_characters=19,
    check_digit="GS1 modulo 10: verified if given, added if missing",
    encode=add_on.with_add_on("ean13", encode),
    options=ean_upc.OPTIONS,
    aliases=("ean", "13", "eanx", "gtin13", "ucc13"),
)
