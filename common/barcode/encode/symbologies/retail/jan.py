"""JAN: the Japanese Article Number, an EAN-13 with a prefix of Japan. JIS X 0507."""

from barcode.ean import EuropeanArticleNumber13

from common.barcode.encode import add_on, check_digits, ean_upc, validation
from common.barcode.encode.engines import python_barcode
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode 12 digits that begin with 45 or 49, or 13 with the check digit."""
    validation.require_digits("jan", data)
    # The GS1 prefixes of Japan are 450 to 459 and 490 to 499.
    if not data.startswith(("45", "49")):
        raise DataError.of(
            "data",
            "jan.bad_prefix",
            f"{data[:2]} is not a prefix of Japan.",
            "Begin with 45 or 49, or choose ean13.",
        )
    digits = validation.complete("jan", data, 13, check_digits.gs1)
    return ean_upc.ean13(
        "jan", python_barcode.encode(EuropeanArticleNumber13(digits)), digits, options
    )


SYMBOLOGY = Symbology(
    id="jan",
    title="JAN-13",
    standard="JIS X 0507; GS1 General Specifications 5.2",
    family="retail",
    example="4901234567894",
    characters="digits",
    lengths="12 digits that begin with 45 or 49, or 13 with the check digit; + and an add-on"
    " of 2 or 5 may follow",
    max_characters=19,
    check_digit="GS1 modulo 10: verified if given, added if missing",
    encode=add_on.with_add_on("jan", encode),
    options=ean_upc.OPTIONS,
    aliases=("jan13",),
)
