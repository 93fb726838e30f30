"""CEPNet: the Brazilian postcode in bars of two heights. Correios do Brasil."""

from common.barcode.encode import postal, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import QuietZone, Symbol


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode the 8 digits of a Brazilian postcode (CEP)."""
    digits = data.replace("-", "")
    validation.require_digits("cepnet", digits)
    validation.require_length("cepnet", digits, 8, 8, "digit")
    return postal.symbol(
        "cepnet",
        zint.encode("cepnet", zint.Kind.CEPNET, digits),
        digits,
        # Tall bars have both parts, short ones the lower part only.
        heights=(4, 2),
        module_mm=0.508,
        quiet_zone=QuietZone(7, 7, 2, 2),
    )


SYMBOLOGY = Symbology(
    id="cepnet",
    title="CEPNet",
    standard="Correios do Brasil, CEPNet",
    family="postal",
    example="12345-678",
    characters="digits, a hyphen between them",
    lengths="8 digits",
    max_characters=9,
    check_digit="modulo 10, always added and never printed",
    encode=encode,
    aliases=("brazilianpost",),
)
