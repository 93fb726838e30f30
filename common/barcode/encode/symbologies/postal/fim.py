"""Facing Identification Mark of the United States Postal Service. DMM 708.9."""

from common.barcode.encode import linear
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Symbol

# Bars are 1/32 inch wide and 5/8 inch high (DMM 708.9.1).
_RULE = PrintRule(0.794, height_mm=15.88)


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode one of the marks A to E."""
    letter = data.upper()
    if letter not in ("A", "B", "C", "D", "E"):
        raise DataError.of("data", "fim.unknown", "There is no such mark.", "Give A, B, C, D or E.")
    (row,) = zint.encode("fim", zint.Kind.FIM, letter)
    return linear.symbol("fim", row, letter, None, text="", quiet_zone=4, rule=_RULE)


SYMBOLOGY = Symbology(
    id="fim",
    title="USPS Facing Identification Mark",
    standard="USPS Domestic Mail Manual 708.9",
    family="postal",
    example="C",
    characters="A to E",
    lengths="one letter",
    max_characters=1,
    check_digit="",
    encode=encode,
    verified=False,
)
