"""Han Xin Code: a square code with compact Chinese text. ISO/IEC 20830:2021."""

from common.barcode.encode import matrix
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Symbol

_LEVELS = {"L1": 1, "L2": 2, "L3": 3, "L4": 4}


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode *data* at error correction ``ecc``: L1 (the default) to L4."""
    level = matrix.level("hanxin", options, _LEVELS, "L1")
    rows = zint.encode("hanxin", zint.Kind.HANXIN, data, option_1=level, eci=matrix.eci(data))
    # zxing-cpp does not read Han Xin Code: the decoder of the project reads it back.
    return matrix.symbol("hanxin", rows, data, None, quiet_zone=3, rule=PrintRule(module_mm=0.5))


SYMBOLOGY = Symbology(
    id="hanxin",
    title="Han Xin Code",
    standard="ISO/IEC 20830:2021",
    family="matrix",
    example="Han Xin 2021",
    characters=matrix.ANY_TEXT,
    lengths="1 to 7,827 digits, 4,350 letters or 3,261 bytes, fewer with more error correction",
    max_characters=7827,
    check_digit="",
    encode=encode,
    options=("ecc",),
    ecc_levels=tuple(_LEVELS),
    aliases=("hanxincode", "chinesesensible"),
)
