"""Grid Matrix: square cells of six by six modules. AIM Grid Matrix (AIMD014), GB/T 27766."""

from common.barcode.encode import matrix
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Symbol

_LEVELS = {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5}


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode *data* at error correction ``ecc``: 1 to 5, 3 by default."""
    level = matrix.level("grid_matrix", options, _LEVELS, "3")
    rows = zint.encode(
        "grid_matrix", zint.Kind.GRIDMATRIX, data, option_1=level, eci=matrix.eci(data)
    )
    return matrix.symbol(
        "grid_matrix", rows, data, None, quiet_zone=6, rule=PrintRule(module_mm=0.5)
    )


SYMBOLOGY = Symbology(
    id="grid_matrix",
    title="Grid Matrix",
    standard="AIM Grid Matrix (AIMD014), GB/T 27766",
    family="matrix",
    example="Grid Matrix 123",
    characters=matrix.ANY_TEXT,
    lengths="1 to 2,751 digits, 1,836 letters or 1,143 bytes, fewer with more error correction",
    max_characters=2751,
    check_digit="",
    encode=encode,
    options=("ecc",),
    ecc_levels=tuple(_LEVELS),
    verified=False,
)
