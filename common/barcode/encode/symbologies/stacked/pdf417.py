"""PDF417, its compact form and MicroPDF417. ISO/IEC 15438:2015, 24728:2006."""

from common.barcode.encode import matrix
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Reading, Symbol

_LEVELS = {str(level): level for level in range(9)}
_AUTOMATIC = -1  # option_1 of zint: the level that the standard recommends for the data
RULE = PrintRule(module_mm=0.33)


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode *data* at error correction ``ecc``: 0 to 8."""
    return _draw("pdf417", zint.Kind.PDF417, ("PDF417",), data, options)


def encode_compact(data: str, options: DrawOptions) -> Symbol:
    """Encode *data* without the right-hand row indicators, at error correction ``ecc``."""
    formats = ("CompactPDF417", "PDF417")
    return _draw("pdf417_compact", zint.Kind.PDF417COMP, formats, data, options)


def encode_micro(data: str, options: DrawOptions) -> Symbol:
    """Encode *data* as MicroPDF417."""
    rows = zint.encode("micropdf417", zint.Kind.MICROPDF417, data, eci=matrix.eci(data))
    reading = Reading(("MicroPDF417",), content=data.encode())
    return micro("micropdf417", rows, data, reading)


def micro(id: str, rows: tuple[bytes, ...], data: str, reading: Reading) -> Symbol:
    """Return the Symbol of a MicroPDF417."""
    # ISO/IEC 24728 requires rows of at least 2X. At 2 px a module zxing-cpp misses one in five
    # symbols with 2X and none with 3X.
    return matrix.symbol(
        id, rows, data, reading, quiet_zone=1, shape="stacked", heights=(3,), rule=RULE
    )


def symbol(id: str, rows: tuple[bytes, ...], data: str, reading: Reading) -> Symbol:
    """Return the Symbol of a PDF417."""
    return matrix.symbol(
        id, rows, data, reading, quiet_zone=2, shape="stacked", heights=(3,), rule=RULE
    )


def _draw(
    id: str, kind: zint.Kind, formats: tuple[str, ...], data: str, options: DrawOptions
) -> Symbol:
    # The recommended minimum grows with the data: level 2 up to 40 codewords, 5 at the most
    # (ISO/IEC 15438).
    level = matrix.level(id, options, _LEVELS, "2") if options.ecc else _AUTOMATIC
    rows = zint.encode(id, kind, data, option_1=level, eci=matrix.eci(data))
    return symbol(id, rows, data, Reading(formats, content=data.encode()))


SYMBOLOGY = (
    Symbology(
        id="pdf417",
        title="PDF417",
        standard="ISO/IEC 15438:2015",
        family="stacked",
        example="PDF417 carries more than a line of text.",
        characters=matrix.ANY_TEXT,
        lengths="1 to 2,710 digits, 1,850 characters or 1,108 bytes, fewer with more correction",
        max_characters=2710,
        check_digit="",
        encode=encode,
        options=("ecc",),
        ecc_levels=tuple(_LEVELS),
    ),
    Symbology(
        id="pdf417_compact",
        title="Compact PDF417",
        standard="ISO/IEC 15438:2015, annex G",
        family="stacked",
        example="Compact PDF417",
        characters=matrix.ANY_TEXT,
        lengths="1 to 2,710 digits, 1,850 characters or 1,108 bytes, fewer with more correction",
        max_characters=2710,
        check_digit="",
        encode=encode_compact,
        options=("ecc",),
        ecc_levels=tuple(_LEVELS),
        aliases=("pdf417truncated", "truncatedpdf417", "pdf417comp"),
    ),
    Symbology(
        id="micropdf417",
        title="MicroPDF417",
        standard="ISO/IEC 24728:2006",
        family="stacked",
        example="MicroPDF417",
        characters=matrix.ANY_TEXT,
        lengths="1 to 366 digits, 250 characters or 150 bytes",
        max_characters=366,
        check_digit="",
        encode=encode_micro,
    ),
)
