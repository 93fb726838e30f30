"""Codablock F: Code 128 in two to forty-four rows. AIM USS Codablock F, 1994."""

from common.barcode.encode import stacked
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, QuietZone, Row, Symbol

_START = 11  # modules of the start character, which runs through the separators
_STOP = 13  # modules of the stop character, which does too


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode ASCII *data*."""
    stacked.require_ascii("codablock_f", data)
    return symbol("codablock_f", data)


def symbol(id: str, data: str) -> Symbol:
    """Return the Symbol of ASCII *data* for the symbology *id*."""
    return Symbol(
        symbology=id,
        shape="stacked",
        # zint returns the rows without separators.
        rows=tuple(_separated(zint.encode(id, zint.Kind.CODABLOCKF, data))),
        quiet_zone=QuietZone(10, 10, 1, 1),
        data=data,
        print_rule=PrintRule(0.330),
    )


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
    aliases=("codablock",),
)
