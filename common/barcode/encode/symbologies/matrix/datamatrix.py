"""Data Matrix ECC 200: square, rectangular and extended rectangular. ISO/IEC 16022:2006, 21471."""

from collections.abc import Callable

from common.barcode.encode import matrix
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Reading, Symbol

RULE = PrintRule(module_mm=0.5)
_SQUARE = 100  # option_3 of zint: square sizes only
_DMRE = 101  # option_3 of zint: the sizes of ISO/IEC 21471 too
# option_2 of zint: the rectangular sizes, by area: 8 × 18 to 16 × 48 modules, and 8 × 48 to 26 × 64
# in the extension.
RECTANGULAR = tuple(range(25, 31))
_EXTENDED = (31, 32, 33, 40, 34, 37, 41, 35, 39, 46, 38, 43, 36, 44, 47, 42, 45, 48)


def _encode_square(data: str, options: DrawOptions) -> Symbol:
    rows = zint.encode(
        "datamatrix", zint.Kind.DATAMATRIX, data, option_3=_SQUARE, eci=matrix.eci(data)
    )
    return symbol("datamatrix", rows, data)


def _smallest_of(id: str, sizes: tuple[int, ...]) -> Callable[[str, DrawOptions], Symbol]:
    def encode(data: str, options: DrawOptions) -> Symbol:
        rows = zint.encode_smallest(
            id, zint.Kind.DATAMATRIX, data, sizes, option_3=_DMRE, eci=matrix.eci(data)
        )
        return symbol(id, rows, data)

    return encode


def symbol(id: str, rows: tuple[bytes, ...], data: str) -> Symbol:
    """Return the Symbol of a Data Matrix of *data*."""
    reading = Reading(("DataMatrix",), content=data.encode())
    # A quiet zone of one module on each side (ISO/IEC 16022).
    return matrix.symbol(id, rows, data, reading, quiet_zone=1, rule=RULE)


SYMBOLOGY = (
    Symbology(
        id="datamatrix",
        title="Data Matrix",
        standard="ISO/IEC 16022:2006 (ECC 200)",
        family="matrix",
        example="DATA MATRIX 12345",
        characters=matrix.ANY_TEXT,
        lengths="1 to 3,116 digits, 2,335 capitals or 1,555 bytes",
        max_characters=3116,
        check_digit="",
        gs1_twin="gs1_datamatrix",
        encode=_encode_square,
        aliases=("dm", "ecc200", "datamatrixsquare"),
    ),
    Symbology(
        id="datamatrix_rectangular",
        title="Data Matrix, rectangular",
        standard="ISO/IEC 16022:2006 (ECC 200)",
        family="matrix",
        example="RECTANGLE",
        characters=matrix.ANY_TEXT,
        lengths="1 to 98 digits, 72 capitals or 47 bytes",
        max_characters=98,
        check_digit="",
        gs1_twin="gs1_datamatrix_rectangular",
        encode=_smallest_of("datamatrix_rectangular", RECTANGULAR),
    ),
    Symbology(
        id="dmre",
        title="Data Matrix Rectangular Extension",
        standard="ISO/IEC 21471:2020",
        family="matrix",
        example="DMRE 12345",
        characters=matrix.ANY_TEXT,
        lengths="1 to 236 digits, 175 capitals or 116 bytes",
        max_characters=236,
        check_digit="",
        encode=_smallest_of("dmre", _EXTENDED),
        aliases=("datamatrixrectangularextension",),
    ),
)
