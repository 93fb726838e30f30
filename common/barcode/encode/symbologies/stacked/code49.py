"""Code 49: all of ASCII in two to eight rows. ANSI/AIM BC6-2000."""

from common.barcode.encode import stacked
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol

_RANGES = {"symbol_rows": range(2, 9)}


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode ASCII *data*."""
    # The standard has no characters beyond ASCII.
    return stacked.encode("code49", zint.Kind.CODE49, data, options, _RANGES["symbol_rows"])


SYMBOLOGY = Symbology(
    id="code49",
    title="Code 49",
    standard="ANSI/AIM BC6-2000",
    family="stacked",
    example="MULTIPLE ROWS IN CODE 49",
    characters="ASCII, control characters included",
    lengths="1 to 49 characters, 81 digits",
    max_characters=81,
    check_digit="of each row and of the whole, always added and never printed",
    encode=encode,
    options=tuple(_RANGES),
    ranges=_RANGES,
)
