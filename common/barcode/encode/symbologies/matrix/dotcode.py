"""DotCode: separate dots, for printing at high speed. AIM DotCode 4.0."""

from collections.abc import Mapping

from common.barcode.encode import matrix, payload, symbol_choice
from common.barcode.encode.engines import zint
from common.barcode.encode.payload import Payload
from common.barcode.encode.symbol_choice import Rows
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Symbol

CHOICES = {"mask": tuple("0123")}
RANGES = {"symbol_columns": range(5, 201)}


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode *data* in the smallest symbol, or in one of the requested width."""
    content = payload.of("dotcode", data, options)
    # zxing-cpp does not read DotCode: the decoder of the project reads it back.
    return matrix.symbol(
        "dotcode",
        rows("dotcode", content, options),
        data,
        None,
        quiet_zone=3,
        rule=PrintRule(module_mm=0.5),
        content=content.exact,
    )


def rows(id: str, content: Payload, options: DrawOptions) -> Rows:
    """Return the rows of the DotCode *id*."""

    def draw(values: Mapping[str, str]) -> Rows:
        return content.rows(
            id,
            zint.Kind.DOTCODE,
            option_2=zint.number(values.get("symbol_columns")),
            option_3=zint.mask(options.mask),
        )

    choices = symbol_choice.number(options, "symbol_columns", RANGES["symbol_columns"])
    return symbol_choice.draw(id, choices, draw)


SYMBOLOGY = Symbology(
    id="dotcode",
    title="DotCode",
    standard="AIM DotCode 4.0",
    family="matrix",
    example="DotCode 123",
    characters=payload.ANY_TEXT,
    lengths="1 to 900 digits, 450 letters",
    max_characters=900,
    check_digit="",
    gs1_twin="gs1_dotcode",
    encode=encode,
    options=(*payload.OPTIONS, *RANGES, *CHOICES),
    choices=CHOICES,
    ranges=RANGES,
)
