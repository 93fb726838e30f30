"""Code One: a matrix code with finder bars in the middle. AIM USS Code One, 1994."""

from collections.abc import Mapping

from msgspec import structs

from common.barcode.encode import matrix, payload, structured_append, symbol_choice
from common.barcode.encode.engines import zint
from common.barcode.encode.symbol_choice import Rows
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import OptionError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Symbol

# option_2 of zint by version. Version S, for digits only, loses zeros at the start of its number:
# it is not offered.
_SIZES = {**{name: number for number, name in enumerate("ABCDEFGH", 1)}, "T": 10}


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode *data* in the smallest symbol, or in the requested version."""
    sequence = structured_append.of("Code One", options, structured_append.CODE_ONE)
    content = structs.replace(payload.of("code_one", data, options), sequence=sequence)
    # The first symbol says for all of the message that backslashes are escapes, which ECIs are.
    if sequence and sequence.index > 1 and content.eci:
        raise OptionError.of(
            "structured_append_index",
            "option.not_applicable",
            "Code One announces a character set in the first symbol of a message only.",
            "Give data in ASCII, or charset=latin-1 and eci=off; or use another symbology.",
        )

    def draw(values: Mapping[str, str]) -> Rows:
        size = values.get("symbol_size")
        return content.rows(
            "code_one",
            zint.Kind.CODEONE,
            option_2=_SIZES[size] if size else None,
        )

    # Version T holds less than C, which comes before it.
    choices = symbol_choice.size(options, _SIZES, is_ordered=False)
    # zxing-cpp does not read Code One: the decoder of the project reads it back.
    symbol = matrix.symbol(
        "code_one",
        symbol_choice.draw("code_one", choices, draw),
        data,
        None,
        quiet_zone=1,
        rule=PrintRule(module_mm=0.5),
        content=content.exact,
    )
    return structs.replace(symbol, sequence=sequence)


SYMBOLOGY = Symbology(
    id="code_one",
    title="Code One",
    standard="AIM USS Code One 1994",
    family="matrix",
    example="Code One 1234",
    characters=payload.ANY_TEXT,
    lengths="1 to 3,550 digits, 2,218 letters or 1,478 bytes",
    max_characters=3550,
    check_digit="",
    encode=encode,
    options=(*payload.OPTIONS, "symbol_size", *structured_append.OPTIONS),
    choices={"symbol_size": tuple(_SIZES)},
)
