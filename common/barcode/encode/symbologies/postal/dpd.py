"""Parcel label of DPD, in Code 128. DPD Parcel Label Specification 2.4."""

from itertools import pairwise

from common.barcode.encode import check_digits, linear, validation
from common.barcode.encode.symbologies.industrial import code128
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Reading, Symbol

_CHARACTERS = frozenset(check_digits.ALPHANUMERIC)
# Divisions of the printed text: postcode in two groups, tracking number in four, service code
# and country.
_DIVISIONS = (0, 4, 7, 11, 15, 19, 21, 24, 27)


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode the 27 characters of a DPD label, with or without the leading identifier %."""
    # The text on labels has spaces, and no identifier.
    body = data.replace(" ", "").removeprefix("%")
    validation.require_capitals("dpd", body, _CHARACTERS, "there are no signs.")
    validation.require_length("dpd", body, 27, 27)
    whole = f"%{body}"
    row = code128.bars("dpd", whole)
    groups = [body[start:end] for start, end in pairwise(_DIVISIONS)]
    text = " ".join((*groups, check_digits.mod_37_36(body)))
    rule = PrintRule(0.375, 0.375, 0.425, 25)
    return linear.symbol("dpd", row, whole, Reading(("Code128",), whole), text=text, rule=rule)


SYMBOLOGY = Symbology(
    id="dpd",
    title="DPD parcel label",
    standard="DPD Parcel Label Specification 2.4",
    family="postal",
    example="000393206219912345678101040",
    characters="digits and capitals",
    lengths="27 characters, optionally after the identifier %",
    max_characters=36,
    check_digit="ISO/IEC 7064 MOD 37,36: printed, not encoded",
    encode=encode,
    aliases=("dpdcode",),
)
