"""Codablock F: Code 128 in two to forty-four rows, and HIBC in it. AIM USS Codablock F, 1994."""

from common.barcode.encode import validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbologies.health import hibc
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, QuietZone, Row, Symbol

_START = 11  # modules of the start character, which runs through the separators
_STOP = 13  # of the stop character
_ROW_HEIGHT = 10  # modules; at least 8
_FIX = "Use ASCII characters; qr, datamatrix and pdf417 carry any others."


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode ASCII *data*."""
    validation.require_characters("codablock_f", data, validation.ASCII, _FIX)
    return _draw("codablock_f", data)


def encode_hibc(data: str, options: DrawOptions) -> Symbol:
    """Encode a HIBC label."""
    return _draw("hibc_codablock_f", hibc.complete("hibc_codablock_f", data))


def _draw(id: str, data: str) -> Symbol:
    rows = zint.encode(id, zint.Kind.CODABLOCKF, data)
    return Symbol(
        symbology=id,
        shape="stacked",
        rows=tuple(_separated(rows)),
        quiet_zone=QuietZone(10, 10, 1, 1),
        data=data,
        print_rule=PrintRule(0.330),
    )


def _separated(rows: tuple[bytes, ...]) -> list[Row]:
    """Put a bar of one module above, below and between the rows."""
    first = rows[0]
    bar = b"\x01" * (len(first) - _START - _STOP)
    whole = Row(b"\x01" * len(first), 1)
    between = Row(first[:_START] + bar + first[-_STOP:], 1)
    made = [whole]
    for row in rows:
        made += [Row(row, _ROW_HEIGHT), between]
    return [*made[:-1], whole]


SYMBOLOGY = (
    Symbology(
        id="codablock_f",
        title="Codablock F",
        standard="AIM USS Codablock F 1994",
        family="stacked",
        example="CODABLOCK F Symbology",
        characters="ASCII, control characters included",
        lengths="1 to 1,000 characters",
        max_characters=1000,
        check_digit="of each row and of the whole, added always and never printed",
        encode=encode,
        aliases=("codablock",),
    ),
    Symbology(
        id="hibc_codablock_f",
        title="HIBC Codablock F",
        standard="ANSI/HIBC 2.6:2016",
        family="health",
        example="A123BJC5D6E71",
        characters="digits, capitals, space and - . $ / + %",
        lengths="1 to 68 characters without the leading + and the link character",
        max_characters=70,
        check_digit="modulo 43: added, or verified where the data begins with +",
        encode=encode_hibc,
        aliases=("hibcblockf",),
    ),
)
