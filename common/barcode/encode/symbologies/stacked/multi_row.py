"""Code 16K and Code 49: rows with bars between them. AIM USS-16K and USS-49, EN 12323."""

from collections.abc import Callable

from common.barcode.encode import validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, QuietZone, Row, Symbol

_LEFT, _RIGHT = 10, 1  # modules of quiet zone, which the outer bars span and the inner do not
_ROW_HEIGHT = 10  # modules; at least 8
_FIX = "Use ASCII characters; qr, datamatrix and pdf417 carry any others."


def _encode(id: str, kind: zint.Kind) -> Callable[[str, DrawOptions], Symbol]:
    def encode(data: str, options: DrawOptions) -> Symbol:
        validation.require_characters(id, data, validation.ASCII, _FIX)
        rows = zint.encode(id, kind, data)
        return Symbol(
            symbology=id,
            shape="stacked",
            rows=tuple(_separated(rows)),
            quiet_zone=QuietZone(0, 0, 1, 1),
            data=data,
            print_rule=PrintRule(0.330),
        )

    return encode


def _separated(rows: tuple[bytes, ...]) -> list[Row]:
    outer = Row(b"\x01" * (_LEFT + len(rows[0]) + _RIGHT), 1)
    inner = Row(bytes(_LEFT) + b"\x01" * len(rows[0]) + bytes(_RIGHT), 1)
    made = [outer]
    for row in rows:
        made += [Row(bytes(_LEFT) + row + bytes(_RIGHT), _ROW_HEIGHT), inner]
    return [*made[:-1], outer]


SYMBOLOGY = (
    Symbology(
        id="code16k",
        title="Code 16K",
        standard="EN 12323:2005",
        family="stacked",
        example="Code 16K 0123456789",
        characters="ASCII, control characters included",
        lengths="1 to 77 characters, 152 digits",
        max_characters=152,
        check_digit="two of modulo 107, added always and never printed",
        encode=_encode("code16k", zint.Kind.CODE16K),
    ),
    Symbology(
        id="code49",
        title="Code 49",
        standard="ANSI/AIM BC6-2000",
        family="stacked",
        example="MULTIPLE ROWS IN CODE 49",
        characters="ASCII, control characters included",
        lengths="1 to 49 characters, 81 digits",
        max_characters=81,
        check_digit="of each row and of the whole, added always and never printed",
        encode=_encode("code49", zint.Kind.CODE49),
    ),
)
