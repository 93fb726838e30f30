"""Code 93: all of ASCII, denser than Code 39. AIM USS Code 93, ANSI/AIM BC5-1995."""

from common.barcode.encode import linear, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Reading, Symbol


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode ASCII *data*; small letters and signs take two symbol characters."""
    validation.require_characters(
        "code93",
        data,
        validation.ASCII,
        "Use ASCII characters; qr and datamatrix carry any others.",
    )
    # The check characters C and K are mandatory, and zint adds them.
    (row,) = zint.encode("code93", zint.Kind.CODE93, data)
    return linear.symbol("code93", row, data, Reading(("Code93",), content=data.encode()))


SYMBOLOGY = Symbology(
    id="code93",
    title="Code 93",
    standard="ANSI/AIM BC5-1995",
    family="industrial",
    example="CODE 93",
    characters="ASCII, control characters included",
    lengths="1 to 50 characters",
    max_characters=50,
    check_digit="its own C and K characters, always added and never printed",
    encode=encode,
    aliases=("93", "code93ext", "code93extended", "code93fullascii", "uss93"),
)
