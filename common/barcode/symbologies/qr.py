"""QR Code: any text, square. ISO/IEC 18004:2015."""

from common.barcode.engines import zint
from common.barcode.errors import OptionError
from common.barcode.options import DrawOptions
from common.barcode.symbol import PrintRule, QuietZone, Reading, Row, Symbol
from common.barcode.symbology import Symbology

_LEVELS = {"L": 1, "M": 2, "Q": 3, "H": 4}
_UTF8 = 26  # AIM ECI 26: UTF-8


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode *data* at error correction ``ecc``: L, M (the default), Q or H."""
    rows = zint.draw(
        "qr",
        zint.Kind.QRCODE,
        data,
        option_1=_level(options.ecc or "M"),
        eci=0 if data.isascii() else _UTF8,
    )
    return Symbol(
        symbology="qr",
        shape="matrix",
        rows=tuple(Row(row, 1) for row in rows),
        quiet_zone=QuietZone(4, 4, 4, 4),
        data=data,
        print_rule=PrintRule(module_mm=0.5),
        reading=Reading(("QRCode", "QRCodeModel2"), content=data.encode()),
    )


def _level(name: str) -> int:
    level = _LEVELS.get(name.upper())
    if level is None:
        raise OptionError.of(
            "ecc", "qr.bad_ecc", f"There is no error correction {name[:20]!r}.", "Use L, M, Q or H."
        )
    return level


SYMBOLOGY = Symbology(
    id="qr",
    title="QR Code",
    standard="ISO/IEC 18004:2015",
    family="matrix",
    example="https://example.com/",
    characters="any text; what is not ASCII is announced as UTF-8 by an ECI",
    lengths="1 to 7,089 digits, 4,296 capitals or 2,953 bytes, fewer with more error correction",
    most_characters=7089,
    check_digit="",
    encode=encode,
    options=("ecc",),
    aliases=("qrcode", "qr-code", "qr code"),
)
