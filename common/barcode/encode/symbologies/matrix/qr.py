"""QR Code: any text, square. ISO/IEC 18004:2015."""

from collections.abc import Mapping

from msgspec import structs

from common.barcode.encode import matrix, payload, symbol_choice
from common.barcode.encode.engines import zint
from common.barcode.encode.payload import Payload
from common.barcode.encode.symbol_choice import Rows
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Reading, Symbol

LEVELS = {"L": 1, "M": 2, "Q": 3, "H": 4}
FORMATS = ("QRCode", "QRCodeModel2")
RULE = PrintRule(module_mm=0.5)
SIZES = tuple(map(str, range(1, 41)))  # versions
# ISO/IEC 18004:2015, 7.8.2: eight masks.
CHOICES = {"symbol_size": SIZES, "mask": tuple("01234567")}


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode *data* at error correction ``ecc``: L, M (the default), Q or H."""
    # ISO/IEC 18004:2015, 7.4.2: without an ECI, the application defines the character set.
    content = payload.of("qr", data, options)
    reading = Reading(FORMATS, content=content.content)
    drawn = rows("qr", content, options)
    symbol = matrix.symbol("qr", drawn, data, reading, quiet_zone=4, rule=RULE)
    return structs.replace(symbol, ecc=level_of(drawn))


def rows(id: str, content: Payload, options: DrawOptions) -> Rows:
    """Return the rows of the QR Code *id*, of the requested or the smallest version.

    Without ``ecc``, the level is the strongest one that needs no larger version than M.
    """
    choices = [
        *symbol_choice.size(options, SIZES),
        *matrix.level_choice(id, options, LEVELS, "M"),
    ]

    def draw(values: Mapping[str, str]) -> Rows:
        return content.rows(
            id,
            zint.Kind.QRCODE,
            option_1=LEVELS[values.get("ecc", "L")],
            option_2=zint.number(values.get("symbol_size")),
            option_3=zint.mask(options.mask),
        )

    found = symbol_choice.draw(id, choices, draw)
    if options.ecc is not None:
        return found
    size = {"symbol_size": options.symbol_size} if options.symbol_size else {}
    for stronger in ("Q", "H"):
        try:
            other = draw({**size, "ecc": stronger})
        except DataError:
            break
        if len(other) > len(found):
            break
        found = other
    return found


def level_of(rows: Rows) -> str:
    """Return the error correction level of a QR Code.

    The first two modules of row 8 have it (ISO/IEC 18004:2015, 7.9.1 and table 12; the mask inverts
    the first of them).
    """
    return {(0, 0): "H", (0, 1): "Q", (1, 0): "M", (1, 1): "L"}[rows[8][0], rows[8][1]]


SYMBOLOGY = Symbology(
    id="qr",
    title="QR Code",
    standard="ISO/IEC 18004:2015",
    family="matrix",
    example="https://example.com/",
    characters=payload.ANY_TEXT,
    lengths="1 to 7,089 digits, 4,296 capitals or 2,953 bytes, fewer with more error correction",
    max_characters=7089,
    check_digit="",
    gs1_twin="gs1_qr",
    encode=encode,
    options=("ecc", *payload.OPTIONS, *CHOICES),
    choices=CHOICES,
    ecc_levels=tuple(LEVELS),
    aliases=("qrcode", "qrcode2005"),
)
