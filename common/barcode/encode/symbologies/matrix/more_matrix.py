"""Matrix codes that zxing-cpp does not read: Han Xin, DotCode, Grid Matrix and Code One."""

from collections.abc import Callable
from typing import NamedTuple

from common.barcode.encode import matrix
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Symbol


class _Kind(NamedTuple):
    id: str
    title: str
    standard: str
    kind: zint.Kind
    example: str
    lengths: str
    most: int
    quiet_zone: int
    levels: dict[str, int]
    default: str
    aliases: tuple[str, ...]


def _encode(kind: _Kind) -> Callable[[str, DrawOptions], Symbol]:
    def encode(data: str, options: DrawOptions) -> Symbol:
        level = matrix.level(kind.id, options, kind.levels, kind.default) if kind.levels else None
        rows = zint.encode(kind.id, kind.kind, data, option_1=level, eci=matrix.eci(data))
        return matrix.symbol(
            kind.id,
            rows,
            data,
            None,
            quiet_zone=kind.quiet_zone,
            rule=PrintRule(module_mm=0.5),
        )

    return encode


_KINDS = (
    _Kind(
        "hanxin",
        "Han Xin Code",
        "ISO/IEC 20830:2021",
        zint.Kind.HANXIN,
        "Han Xin 2021",
        "1 to 7,827 digits, 4,350 letters or 3,261 bytes, fewer with more error correction",
        7827,
        3,
        {"L1": 1, "L2": 2, "L3": 3, "L4": 4},
        "L1",
        ("hanxincode", "chinesesensible"),
    ),
    _Kind(
        "dotcode",
        "DotCode",
        "AIM DotCode 4.0",
        zint.Kind.DOTCODE,
        "DotCode 123",
        "1 to 900 digits, 450 letters",
        900,
        3,
        {},
        "",
        (),
    ),
    _Kind(
        "grid_matrix",
        "Grid Matrix",
        "AIM Grid Matrix (AIMD014), GB/T 27766",
        zint.Kind.GRIDMATRIX,
        "Grid Matrix 123",
        "1 to 2,751 digits, 1,836 letters or 1,143 bytes, fewer with more error correction",
        2751,
        6,
        {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5},
        "3",
        (),
    ),
    _Kind(
        "code_one",
        "Code One",
        "AIM USS Code One 1994",
        zint.Kind.CODEONE,
        "Code One 1234",
        "1 to 3,550 digits, 2,218 letters or 1,478 bytes",
        3550,
        1,
        {},
        "",
        (),
    ),
)

SYMBOLOGY = tuple(
    Symbology(
        id=kind.id,
        title=kind.title,
        standard=kind.standard,
        family="matrix",
        example=kind.example,
        characters="any text; what is not ASCII is announced as UTF-8 by an ECI",
        lengths=kind.lengths,
        max_characters=kind.most,
        check_digit="",
        encode=_encode(kind),
        options=("ecc",) if kind.levels else (),
        ecc_levels=tuple(kind.levels),
        aliases=kind.aliases,
    )
    for kind in _KINDS
)
