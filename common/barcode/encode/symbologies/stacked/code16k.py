"""Code 16K: Code 128 in two to sixteen rows. EN 12323:2005."""

from common.barcode.encode import stacked
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol

_RANGES = {"symbol_rows": range(2, 17)}


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode ASCII *data*."""
    # FNC4 could carry Latin-1, but readers disagree on it, as with Code 128.
    return stacked.encode("code16k", zint.Kind.CODE16K, data, options, _RANGES["symbol_rows"])


SYMBOLOGY = Symbology(
    id="code16k",
    title="Code 16K",
    standard="EN 12323:2005",
    family="stacked",
    example="Code 16K 0123456789",
    characters="ASCII, control characters included",
    lengths="1 to 77 characters, 152 digits",
    max_characters=152,
    check_digit="two of modulo 107, always added and never printed",
    encode=encode,
    options=tuple(_RANGES),
    ranges=_RANGES,
)
