"""SSCC-18: a logistic unit's number as the one element of a GS1-128 (NVE in German)."""

from common.barcode.encode import check_digits, gs1, validation
from common.barcode.encode.symbologies.gs1 import gs1_128
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode 17 digits, or 18 with the check digit; ``(00)`` may stand in front of them."""
    # People copy the printed text, which has the identifier in brackets and groups of digits.
    bare = data.removeprefix("(00)").replace(" ", "")
    if len(bare) == 20 and bare.startswith("00"):  # the raw element string that readers report
        bare = bare[2:]
    validation.require_digits("sscc", bare)
    digits = validation.complete("sscc", bare, 18, check_digits.gs1)
    return gs1_128.draw("sscc", gs1.parse(f"(00){digits}"))


SYMBOLOGY = Symbology(
    id="sscc",
    title="SSCC-18",
    standard="GS1 General Specifications 5.4",
    family="gs1",
    example="(00)376123450000010039",
    characters="digits, spaces between them",
    lengths="17 digits, or 18 with the check digit, optionally after (00)",
    max_characters=26,
    check_digit="GS1 modulo 10: verified if given, added if missing",
    encode=encode,
    elements=gs1.parse,
    aliases=("sscc18", "nve18", "nve"),
)
