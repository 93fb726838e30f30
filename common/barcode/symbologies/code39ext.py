"""Code 39 Extended: all of ASCII by pairs of Code 39 characters. ISO/IEC 16388:2007, annex A."""

from common.barcode import linear, rules
from common.barcode.engines import zint
from common.barcode.options import DrawOptions
from common.barcode.symbol import Reading, Symbol
from common.barcode.symbology import Symbology


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode ASCII *data*; small letters and most signs take two symbol characters."""
    rules.require_characters(
        "code39ext", data, rules.ASCII, "Use ASCII characters; qr and datamatrix carry any others."
    )
    (row,) = zint.draw("code39ext", zint.Kind.EXCODE39, data)
    reading = Reading(("Code39Ext", "Code39"), content=data.encode())
    return linear.symbol("code39ext", row, data, reading)


SYMBOLOGY = Symbology(
    id="code39ext",
    title="Code 39 Extended",
    standard="ISO/IEC 16388:2007, annex A",
    family="industrial",
    example="Code 39 a!",
    characters="ASCII, control characters included",
    lengths="1 to 40 characters",
    most_characters=40,
    check_digit="",
    encode=encode,
    aliases=("code39extended", "excode39", "code39fullascii", "code39full"),
    note="Readers must be set to full ASCII; code128 needs no setting.",
)
