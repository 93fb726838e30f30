"""Data Matrix ECC 200: square, rectangular and extended rectangular. ISO/IEC 16022:2006, 21471."""

from collections.abc import Callable, Mapping

from msgspec import structs

from common.barcode.encode import matrix, payload, structured_append, symbol_choice
from common.barcode.encode.engines import zint
from common.barcode.encode.payload import Payload
from common.barcode.encode.symbol_choice import Rows
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Reading, Symbol

RULE = PrintRule(module_mm=0.5)
_ONLY_SQUARE = 100  # option_3 of zint: the smallest square size
_WITH_DMRE = 101  # option_3 of zint: the sizes of ISO/IEC 21471 too

# option_2 of zint by size, rows and columns of modules: each holds more than the one before.
SQUARE = {
    f"{side}x{side}": number
    for number, side in enumerate(
        (10, 12, 14, 16, 18, 20, 22, 24, 26, 32, 36, 40, 44, 48, 52, 64, 72, 80, 88, 96, 104, 120,
         132, 144), 1
    )
}  # fmt: skip
RECTANGULAR = {"8x18": 25, "8x32": 26, "12x26": 27, "12x36": 28, "16x36": 29, "16x48": 30}
EXTENDED = {
    "8x48": 31, "8x64": 32, "8x80": 33, "20x36": 40, "8x96": 34, "12x64": 37, "20x44": 41,
    "8x120": 35, "16x64": 39, "26x40": 46, "12x88": 38, "22x48": 43, "8x144": 36, "24x48": 44,
    "26x48": 47, "20x64": 42, "24x64": 45, "26x64": 48,
}  # fmt: skip


def rows(id: str, sizes: Mapping[str, int], content: Payload, options: DrawOptions) -> Rows:
    """Return the rows of the Data Matrix *id*, of the requested or the smallest of *sizes*."""

    def draw(values: Mapping[str, str]) -> Rows:
        size = values.get("symbol_size")
        if size is None:
            return _smallest(id, sizes, content)
        return _sized(id, sizes[size], content)

    return symbol_choice.draw(id, symbol_choice.size(options, sizes), draw)


def _smallest(id: str, sizes: Mapping[str, int], content: Payload) -> Rows:
    if sizes is SQUARE:
        return _sized(id, None, content, _ONLY_SQUARE)
    # The engine would choose a rectangle only if it is smaller than any square.
    *others, last = sizes.values()
    for number in others:
        try:
            return _sized(id, number, content)
        except DataError:
            continue
    # The error of the largest size is the one that is raised.
    return _sized(id, last, content)


def _sized(id: str, number: int | None, content: Payload, shapes: int = _WITH_DMRE) -> Rows:
    return content.rows(
        id,
        zint.Kind.DATAMATRIX,
        option_2=number,
        option_3=shapes,
    )


def _encoder(id: str, sizes: Mapping[str, int]) -> Callable[[str, DrawOptions], Symbol]:
    def encode(data: str, options: DrawOptions) -> Symbol:
        sequence = structured_append.of("Data Matrix", options, structured_append.DATA_MATRIX)
        content = structs.replace(payload.of(id, data, options), sequence=sequence)
        drawn = symbol(id, rows(id, sizes, content, options), data, content.content)
        return structs.replace(drawn, sequence=sequence)

    return encode


def symbol(id: str, rows: Rows, data: str, content: bytes) -> Symbol:
    """Return the Symbol of a Data Matrix of *data*, which readers return as *content*."""
    reading = Reading(("DataMatrix",), content=content)
    # A quiet zone of one module on each side (ISO/IEC 16022).
    return matrix.symbol(id, rows, data, reading, quiet_zone=1, rule=RULE)


SYMBOLOGY = (
    Symbology(
        id="datamatrix",
        title="Data Matrix",
        standard="ISO/IEC 16022:2006 (ECC 200)",
        family="matrix",
        example="DATA MATRIX 12345",
        characters=payload.ANY_TEXT,
        lengths="1 to 3,116 digits, 2,335 capitals or 1,555 bytes",
        max_characters=3116,
        check_digit="",
        gs1_twin="gs1_datamatrix",
        encode=_encoder("datamatrix", SQUARE),
        options=(*payload.OPTIONS, "symbol_size", *structured_append.OPTIONS),
        choices={"symbol_size": tuple(SQUARE)},
        aliases=("dm", "ecc200", "datamatrixsquare"),
    ),
    Symbology(
        id="datamatrix_rectangular",
        title="Data Matrix, rectangular",
        standard="ISO/IEC 16022:2006 (ECC 200)",
        family="matrix",
        example="RECTANGLE",
        characters=payload.ANY_TEXT,
        lengths="1 to 98 digits, 72 capitals or 47 bytes",
        max_characters=98,
        check_digit="",
        gs1_twin="gs1_datamatrix_rectangular",
        encode=_encoder("datamatrix_rectangular", RECTANGULAR),
        options=(*payload.OPTIONS, "symbol_size", *structured_append.OPTIONS),
        choices={"symbol_size": tuple(RECTANGULAR)},
    ),
    Symbology(
        id="dmre",
        title="Data Matrix Rectangular Extension",
        standard="ISO/IEC 21471:2020",
        family="matrix",
        example="DMRE 12345",
        characters=payload.ANY_TEXT,
        lengths="1 to 236 digits, 175 capitals or 116 bytes",
        max_characters=236,
        check_digit="",
        encode=_encoder("dmre", EXTENDED),
        options=(*payload.OPTIONS, "symbol_size", *structured_append.OPTIONS),
        choices={"symbol_size": tuple(EXTENDED)},
        aliases=("datamatrixrectangularextension",),
    ),
)
