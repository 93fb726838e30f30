"""Flattermarken: marks on the spine of folded sheets, which show their order. DIN 16515."""

from common.barcode.encode import linear, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode digits: each is a mark at its place in a field of nine, or no mark for 0."""
    validation.require_digits("flattermarken", data)
    # A picture without a bar can't be read back.
    if not data.strip("0"):
        raise DataError.of(
            "data", "flattermarken.no_mark", "Zeros have no mark.", "Give a digit from 1 to 9 too."
        )
    (row,) = zint.encode("flattermarken", zint.Kind.FLAT, data)
    return linear.symbol("flattermarken", row, data, None, text="", quiet_zone=0)


SYMBOLOGY = Symbology(
    id="flattermarken",
    title="Flattermarken",
    standard="DIN 16515",
    family="other",
    example="11099",
    characters="digits, not zeros alone",
    lengths="1 to 40 digits",
    max_characters=40,
    check_digit="",
    encode=encode,
    aliases=("flat",),
)
