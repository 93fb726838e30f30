"""EAN-14: a GTIN-14 as the one element of a GS1-128. GS1 General Specifications 5.4."""

from common.barcode.encode import gs1, validation
from common.barcode.encode.symbologies.gs1 import gs1_128
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode 13 digits, or 14 with the check digit; ``(01)`` may stand in front."""
    # People copy the printed text, which has the identifier in brackets.
    bare = data.removeprefix("(01)")
    if len(bare) == 16 and bare.startswith("01"):  # the raw element string that readers report
        bare = bare[2:]
    validation.require_digits("ean14", bare)
    digits = gs1.plausible.complete_gtin("ean14", bare, 14)
    return gs1_128.draw("ean14", gs1.parse(f"(01){digits}"))


SYMBOLOGY = Symbology(
    id="ean14",
    title="EAN-14",
    standard="GS1 General Specifications 5.4",
    family="gs1",
    example="(01)09501101530003",
    characters="digits",
    lengths="13 digits, or 14 with the check digit, optionally after (01)",
    max_characters=18,
    check_digit="GS1 modulo 10: verified if given, added if missing",
    encode=encode,
    elements=gs1.parse,
    aliases=("14", "gtin", "gtin14", "ucc14", "scc14"),
    note="For outer cartons printed on cardboard, itf14 carries the same number.",
)
