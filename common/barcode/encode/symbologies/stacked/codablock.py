"""Codablock F: Code 128 in two to forty-four rows. AIM USS Codablock F, 1994."""

from collections.abc import Mapping

from common.barcode.encode import stacked, symbol_choice
from common.barcode.encode.engines import zint
from common.barcode.encode.symbol_choice import Rows
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, QuietZone, Row, Symbol

_START = 11  # modules of the start character, which runs through the separators
_STOP = 13  # modules of the stop character, which does too
_CHARACTER = 11  # modules of any other
_FRAME = 5  # symbol characters of each row beside the data: start, set, row, check and stop
RANGES = {"symbol_columns": range(4, 63), "symbol_rows": range(2, 45)}


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode ASCII *data*."""
    stacked.require_ascii("codablock_f", data)
    return symbol("codablock_f", data, options)


def symbol(id: str, data: str, options: DrawOptions) -> Symbol:
    """Return the Symbol of ASCII *data* for the symbology *id*."""

    def draw(values: Mapping[str, str]) -> Rows:
        columns = zint.number(values.get("symbol_columns"))
        rows = zint.encode(
            id,
            zint.Kind.CODABLOCKF,
            data,
            option_1=zint.number(values.get("symbol_rows")),
            option_2=None if columns is None else columns + _FRAME,
        )
        # With both bounds, zint widens the rows until the data fits.
        if columns is not None and len(rows[0]) != _width(columns):
            raise stacked.too_long(id)
        return rows

    choices = [
        choice
        for option, values in RANGES.items()
        for choice in symbol_choice.number(options, option, values)
    ]
    return Symbol(
        symbology=id,
        shape="stacked",
        # zint returns the rows without separators.
        rows=tuple(_separated(symbol_choice.draw(id, choices, draw))),
        quiet_zone=QuietZone(10, 10, 1, 1),
        data=data,
        print_rule=PrintRule(0.330),
    )


def _width(columns: int) -> int:
    """Return the modules of a row of *columns* symbol characters of data."""
    return _CHARACTER * (columns + _FRAME - 1) + _STOP


def _separated(rows: tuple[bytes, ...]) -> list[Row]:
    """Return *rows* with a bar of one module above, below and between them."""
    first = rows[0]
    bar = b"\x01" * (len(first) - _START - _STOP)
    outer = Row(b"\x01" * len(first), 1)
    # All rows begin and end alike: the inner separators leave those bars continuous.
    inner = Row(first[:_START] + bar + first[-_STOP:], 1)
    separated = [outer]
    for row in rows:
        separated += [Row(row, stacked.ROW_HEIGHT), inner]
    return [*separated[:-1], outer]


SYMBOLOGY = Symbology(
    id="codablock_f",
    title="Codablock F",
    standard="AIM USS Codablock F 1994",
    family="stacked",
    example="CODABLOCK F Symbology",
    characters="ASCII, control characters included",
    lengths="1 to 1,000 characters",
    max_characters=1000,
    check_digit="of each row and of the whole, always added and never printed",
    encode=encode,
    options=tuple(RANGES),
    ranges=RANGES,
    aliases=("codablock",),
)
