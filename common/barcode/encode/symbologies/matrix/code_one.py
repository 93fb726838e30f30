"""Code One: a matrix code with finder bars in the middle. AIM USS Code One, 1994."""

from common.barcode.encode import matrix
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Symbol


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode *data* in the smallest symbol."""
    rows = zint.encode("code_one", zint.Kind.CODEONE, data, eci=matrix.eci(data))
    # zxing-cpp does not read Code One: the decoder of the project reads it back.
    return matrix.symbol("code_one", rows, data, None, quiet_zone=1, rule=PrintRule(module_mm=0.5))


SYMBOLOGY = Symbology(
    id="code_one",
    title="Code One",
    standard="AIM USS Code One 1994",
    family="matrix",
    example="Code One 1234",
    characters=matrix.ANY_TEXT,
    lengths="1 to 3,550 digits, 2,218 letters or 1,478 bytes",
    max_characters=3550,
    check_digit="",
    encode=encode,
)
