"""Han Xin Code: a square code with compact Chinese text. ISO/IEC 20830:2021."""

from collections.abc import Mapping

from common.barcode.encode import matrix, payload, symbol_choice
from common.barcode.encode.engines import zint
from common.barcode.encode.symbol_choice import Rows
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Symbol

_LEVELS = {"L1": 1, "L2": 2, "L3": 3, "L4": 4}
_SIZES = tuple(map(str, range(1, 85)))  # versions
_CHOICES = {"symbol_size": _SIZES, "mask": tuple("0123")}


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode *data* at error correction ``ecc``: L1 (the default) to L4."""
    content = payload.of("hanxin", data, options)

    def draw(values: Mapping[str, str]) -> Rows:
        return content.rows(
            "hanxin",
            zint.Kind.HANXIN,
            option_1=_LEVELS[values.get("ecc", "L1")],
            option_2=zint.number(values.get("symbol_size")),
            option_3=zint.mask(options.mask),
        )

    choices = [
        *symbol_choice.size(options, _SIZES),
        *matrix.level_choice("hanxin", options, _LEVELS, "L1"),
    ]
    # zxing-cpp does not read Han Xin Code: the decoder of the project reads it back.
    return matrix.symbol(
        "hanxin",
        symbol_choice.draw("hanxin", choices, draw),
        data,
        None,
        quiet_zone=3,
        rule=PrintRule(module_mm=0.5),
        content=content.exact,
    )


SYMBOLOGY = Symbology(
    id="hanxin",
    title="Han Xin Code",
    standard="ISO/IEC 20830:2021",
    family="matrix",
    example="Han Xin 2021",
    characters=payload.ANY_TEXT,
    lengths="1 to 7,827 digits, 4,350 letters or 3,261 bytes, fewer with more error correction",
    max_characters=7827,
    check_digit="",
    encode=encode,
    options=("ecc", *payload.OPTIONS, *_CHOICES),
    choices=_CHOICES,
    ecc_levels=tuple(_LEVELS),
    aliases=("hanxincode", "chinesesensible"),
)
