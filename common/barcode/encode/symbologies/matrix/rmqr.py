"""Rectangular Micro QR Code. ISO/IEC 23941:2022."""

from collections.abc import Mapping

from common.barcode.encode import matrix, payload, symbol_choice
from common.barcode.encode.engines import zint
from common.barcode.encode.symbol_choice import Rows
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Reading, Symbol

_LEVELS = {"M": 2, "H": 4}
_WIDTHS = {
    7: (43, 59, 77, 99, 139),
    9: (43, 59, 77, 99, 139),
    11: (27, 43, 59, 77, 99, 139),
    13: (27, 43, 59, 77, 99, 139),
    15: (43, 59, 77, 99, 139),
    17: (43, 59, 77, 99, 139),
}
# option_2 of zint by size; a height alone is the narrowest symbol of that height.
_SIZES = {
    name: number
    for number, name in enumerate(
        (
            *(f"R{height}x{width}" for height, widths in _WIDTHS.items() for width in widths),
            *(f"R{height}" for height in _WIDTHS),
        ),
        1,
    )
}


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode *data* at error correction ``ecc``: M (the default) or H."""
    content = payload.of("rmqr", data, options)

    def draw(values: Mapping[str, str]) -> Rows:
        size = values.get("symbol_size")
        return content.rows(
            "rmqr",
            zint.Kind.RMQR,
            option_1=_LEVELS[values.get("ecc", "M")],
            option_2=_SIZES[size] if size else None,
        )

    # rMQR has the levels M and H only (ISO/IEC 23941).
    choices = [
        *symbol_choice.size(options, _SIZES, is_ordered=False),
        *matrix.level_choice("rmqr", options, _LEVELS, "M"),
    ]
    reading = Reading(("RMQRCode",), content=content.content)
    rows = symbol_choice.draw("rmqr", choices, draw)
    return matrix.symbol("rmqr", rows, data, reading, quiet_zone=2, rule=PrintRule(module_mm=0.5))


SYMBOLOGY = Symbology(
    id="rmqr",
    title="rMQR Code",
    standard="ISO/IEC 23941:2022",
    family="matrix",
    example="RECTANGULAR MICRO QR",
    characters=payload.ANY_TEXT,
    lengths="1 to 361 digits, 219 capitals or 150 bytes, fewer with more error correction",
    max_characters=361,
    check_digit="",
    encode=encode,
    options=("ecc", *payload.OPTIONS, "symbol_size"),
    choices={"symbol_size": tuple(_SIZES)},
    ecc_levels=tuple(_LEVELS),
    aliases=("rectangularmicroqrcode", "rmqrcode"),
)
