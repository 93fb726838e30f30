"""ITF-14: a GTIN-14 for outer cartons, with bearer bars. GS1 General Specifications 5.3."""

from common.barcode.encode import gs1, linear, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Reading, Symbol

# Sizes for general distribution and logistics, as those of GS1-128.
_RULE = PrintRule(0.495, 0.495, 1.016, 31.75)


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode 13 digits, or 14 with the check digit."""
    bare = data.replace(" ", "")
    validation.require_digits("itf14", bare)
    digits = gs1.plausible.complete_gtin("itf14", bare, 14)
    # The engine computes the check digit itself.
    (row,) = zint.encode("itf14", zint.Kind.ITF14, digits[:13])
    # Groups that people compare more easily: indicator, prefix, company, item and check digit.
    text = f"{digits[0]} {digits[1:3]} {digits[3:8]} {digits[8:13]} {digits[13]}"
    reading = Reading(("ITF", "ITF14"), digits)
    return linear.symbol(
        "itf14",
        row,
        digits,
        reading,
        text=text,
        rule=_RULE,
        bearer_bars=options.bearer_bars or "horizontal",
    )


SYMBOLOGY = Symbology(
    id="itf14",
    title="ITF-14",
    standard="GS1 General Specifications 5.3; ISO/IEC 16390:2007",
    family="gs1",
    example="00012345600012",
    characters="digits, spaces between them",
    lengths="13 digits, or 14 with the check digit",
    max_characters=20,
    check_digit="GS1 modulo 10: verified if given, added if missing",
    encode=encode,
    options=("bearer_bars", "wide_to_narrow_ratio"),
    # GS1 General Specifications 5.3.2.3.
    ratios=(2.25, 3),
    elements=lambda digits: gs1.parse(f"(01){digits}"),
    aliases=("dun14", "upcshippingcontainer"),
)
