"""Micro QR Code: a QR Code with one finder pattern, for short data. ISO/IEC 18004:2015."""

from common.barcode.encode import matrix, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Reading, Symbol

_LEVELS = {"L": 1, "M": 2, "Q": 3}


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode ASCII *data* at error correction ``ecc``: L (the default), M or Q."""
    validation.require_characters(
        "micro_qr", data, validation.ASCII, "Use ASCII characters; qr and rmqr carry any others."
    )
    # Micro QR has no level H (ISO/IEC 18004), and no ECI: hence ASCII only.
    level = matrix.level("micro_qr", options, _LEVELS, "L")
    rows = zint.encode("micro_qr", zint.Kind.MICROQR, data, option_1=level)
    reading = Reading(("MicroQRCode",), content=data.encode())
    return matrix.symbol(
        "micro_qr", rows, data, reading, quiet_zone=2, rule=PrintRule(module_mm=0.5)
    )


SYMBOLOGY = Symbology(
    id="micro_qr",
    title="Micro QR Code",
    standard="ISO/IEC 18004:2015",
    family="matrix",
    example="MICRO QR 1",
    characters="ASCII",
    lengths="1 to 35 digits, 21 capitals or 15 bytes, fewer with more error correction",
    max_characters=35,
    check_digit="",
    encode=encode,
    options=("ecc",),
    ecc_levels=tuple(_LEVELS),
    aliases=("microqrcode",),
)
