"""DotCode: separate dots, for printing at high speed. AIM DotCode 4.0."""

from common.barcode.encode import matrix
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Symbol


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode *data* in the smallest symbol."""
    rows = zint.encode("dotcode", zint.Kind.DOTCODE, data, eci=matrix.eci(data))
    # zxing-cpp does not read DotCode: the decoder of the project reads it back.
    return matrix.symbol("dotcode", rows, data, None, quiet_zone=3, rule=PrintRule(module_mm=0.5))


SYMBOLOGY = Symbology(
    id="dotcode",
    title="DotCode",
    standard="AIM DotCode 4.0",
    family="matrix",
    example="DotCode 123",
    characters=matrix.ANY_TEXT,
    lengths="1 to 900 digits, 450 letters",
    max_characters=900,
    check_digit="",
    gs1_twin="gs1_dotcode",
    encode=encode,
)
