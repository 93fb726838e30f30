"""BC412: bars of one width, for silicon wafers. SEMI T1-95."""

from common.barcode.encode import linear, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol

_CHARACTERS = frozenset("0123456789ABCDEFGHIJKLMNPQRSTUVWXYZ")


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode digits and capitals without O, with a check character in the second place."""
    validation.require_capitals("bc412", data, _CHARACTERS, "there is no letter O.")
    validation.require_length("bc412", data, 7, 18)
    # zint inserts the check character in the second place.
    (row,) = zint.encode("bc412", zint.Kind.BC412, data)
    return linear.symbol("bc412", row, data, None)


SYMBOLOGY = Symbology(
    id="bc412",
    title="BC412",
    standard="SEMI T1-95",
    family="industrial",
    example="AQ145670",
    characters="digits and capitals without O",
    lengths="7 to 18 characters",
    max_characters=18,
    check_digit="modulo 35, added at the second place",
    encode=encode,
    aliases=("bc412semi", "bc412ibm"),
)
