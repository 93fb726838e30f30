"""Grid Matrix: square cells of six by six modules. AIM Grid Matrix (AIMD014), GB/T 27766."""

from collections.abc import Mapping

from msgspec import structs

from common.barcode.encode import matrix, payload, structured_append, symbol_choice
from common.barcode.encode.engines import zint
from common.barcode.encode.symbol_choice import Rows
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Symbol

_LEVELS = {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5}
_SIZES = tuple(map(str, range(1, 14)))  # versions
_CELL = 6  # modules of a macromodule, its frame included
# Identifiers of the centre and of a macromodule beside it, by error correction level (table 12).
_IDENTIFIERS = {(3, 2): 1, (3, 0): 2, (2, 3): 3, (1, 2): 4, (0, 1): 5}


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode *data* at error correction ``ecc``: 1 to 5, 3 by default."""
    sequence = structured_append.of("Grid Matrix", options, structured_append.GRID_MATRIX)
    content = structs.replace(payload.of("grid_matrix", data, options), sequence=sequence)

    def draw(values: Mapping[str, str]) -> Rows:
        level = values.get("ecc", "1")
        rows = content.rows(
            "grid_matrix",
            zint.Kind.GRIDMATRIX,
            option_1=_LEVELS[level],
            option_2=zint.number(values.get("symbol_size")),
        )
        # In a set size, zint lowers the level until the data fits.
        if _level(rows) < _LEVELS[level]:
            raise DataError.of(
                "data",
                "grid_matrix.too_long",
                "The data does not fit at this level of error correction.",
                "Shorten the data, or lower ecc.",
            )
        return rows

    choices = [
        *symbol_choice.size(options, _SIZES),
        *matrix.level_choice("grid_matrix", options, _LEVELS, "3"),
    ]
    symbol = matrix.symbol(
        "grid_matrix",
        symbol_choice.draw("grid_matrix", choices, draw),
        data,
        None,
        quiet_zone=6,
        rule=PrintRule(module_mm=0.5),
        content=content.exact,
    )
    return structs.replace(symbol, sequence=sequence)


def _level(rows: Rows) -> int:
    """Return the error correction level of a symbol."""
    centre = len(rows) // _CELL // 2

    def identifier(across: int) -> int:
        # The first two modules inside the frame.
        top, left = centre * _CELL + 1, across * _CELL + 1
        return 2 * rows[top][left] + rows[top][left + 1]

    return _IDENTIFIERS[identifier(centre), identifier(centre - 1)]


SYMBOLOGY = Symbology(
    id="grid_matrix",
    title="Grid Matrix",
    standard="AIM Grid Matrix (AIMD014), GB/T 27766",
    family="matrix",
    example="Grid Matrix 123",
    characters=payload.ANY_TEXT,
    lengths="1 to 2,751 digits, 1,836 letters or 1,143 bytes, fewer with more error correction",
    max_characters=2751,
    check_digit="",
    encode=encode,
    options=("ecc", *payload.OPTIONS, "symbol_size", *structured_append.OPTIONS),
    choices={"symbol_size": _SIZES},
    ecc_levels=tuple(_LEVELS),
)
