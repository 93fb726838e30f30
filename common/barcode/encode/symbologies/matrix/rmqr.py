"""Rectangular Micro QR Code. ISO/IEC 23941:2022."""

from common.barcode.encode import matrix
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Reading, Symbol

_LEVELS = {"M": 2, "H": 4}


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode *data* at error correction ``ecc``: M (the default) or H."""
    # rMQR has the levels M and H only (ISO/IEC 23941).
    level = matrix.level("rmqr", options, _LEVELS, "M")
    rows = zint.encode("rmqr", zint.Kind.RMQR, data, option_1=level, eci=matrix.eci(data))
    reading = Reading(("RMQRCode",), content=data.encode())
    return matrix.symbol("rmqr", rows, data, reading, quiet_zone=2, rule=PrintRule(module_mm=0.5))


SYMBOLOGY = Symbology(
    id="rmqr",
    title="rMQR Code",
    standard="ISO/IEC 23941:2022",
    family="matrix",
    example="RECTANGULAR MICRO QR",
    characters=matrix.ANY_TEXT,
    lengths="1 to 361 digits, 219 capitals or 150 bytes, fewer with more error correction",
    max_characters=361,
    check_digit="",
    encode=encode,
    options=("ecc",),
    ecc_levels=tuple(_LEVELS),
    aliases=("rectangularmicroqrcode", "rmqrcode"),
)
