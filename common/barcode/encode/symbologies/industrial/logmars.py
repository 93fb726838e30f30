"""LOGMARS: Code 39 with the print sizes of the US Department of Defense. MIL-STD-1189B."""

from barcode.codex import Code39

from common.barcode.encode import check_digits, linear, validation
from common.barcode.encode.engines import python_barcode
from common.barcode.encode.symbologies.industrial import code39
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Reading, Symbol

_CHARACTERS = frozenset(check_digits.CODE39)


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode *data*, with its modulo 43 check character if ``add_checksum`` is set."""
    validation.require_capitals("logmars", data, _CHARACTERS, "code128 carries all of ASCII.")
    if validation.requests_check_digit(options):
        data += check_digits.code39(data)
    # The check character is part of the data already.
    row = python_barcode.encode(Code39(data, add_checksum=False))
    return linear.symbol(
        "logmars",
        row,
        data,
        Reading(("Code39Std", "Code39", "PZN"), data),
        rule=PrintRule(0.254, 0.191, 0.610, 9.5),
        warnings=code39.warnings(data),
    )


SYMBOLOGY = Symbology(
    id="logmars",
    title="LOGMARS",
    standard="MIL-STD-1189B",
    family="industrial",
    example="FR42005",
    characters="digits, capitals, space and - . $ / + %",
    lengths="1 to 30 characters",
    max_characters=30,
    check_digit="none, or modulo 43 with add_checksum",
    encode=encode,
    options=("add_checksum", "no_checksum", "wide_to_narrow_ratio"),
)
