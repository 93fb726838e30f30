"""QR Code: any text, square. ISO/IEC 18004:2015."""

from common.barcode.encode import matrix
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Reading, Symbol

LEVELS = {"L": 1, "M": 2, "Q": 3, "H": 4}
FORMATS = ("QRCode", "QRCodeModel2")
RULE = PrintRule(module_mm=0.5)


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode *data* at error correction ``ecc``: L, M (the default), Q or H."""
    level = matrix.level("qr", options, LEVELS, "M")
    # ISO/IEC 18004:2015, 7.4.2: without an ECI, the application defines the character set.
    given, eci, content = matrix.encoded("qr", data, matrix.charset_of(options))
    mode = zint.BYTES if isinstance(given, bytes) else zint.Mode.UNICODE
    rows = zint.encode("qr", zint.Kind.QRCODE, given, mode=mode, option_1=level, eci=eci)
    reading = Reading(FORMATS, content=content)
    return matrix.symbol("qr", rows, data, reading, quiet_zone=4, rule=RULE)


SYMBOLOGY = Symbology(
    id="qr",
    title="QR Code",
    standard="ISO/IEC 18004:2015",
    family="matrix",
    example="https://example.com/",
    characters=matrix.ANY_TEXT,
    lengths="1 to 7,089 digits, 4,296 capitals or 2,953 bytes, fewer with more error correction",
    max_characters=7089,
    check_digit="",
    gs1_twin="gs1_qr",
    encode=encode,
    options=("ecc", "charset"),
    ecc_levels=tuple(LEVELS),
    aliases=("qrcode", "qrcode2005"),
)
