"""Code 128: all of ASCII, digits two to a character. ISO/IEC 15417:2007."""

from common.barcode import linear, rules
from common.barcode.engines import zint
from common.barcode.options import DrawOptions
from common.barcode.symbol import Reading, Symbol
from common.barcode.symbology import Symbology

_FIX = "Use ASCII characters; qr, datamatrix, aztec and pdf417 carry any others."


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode ASCII *data* in the shortest run of code sets."""
    # FNC4 could carry Latin-1, but common readers (zbar among them) drop its meaning: é reads i.
    rules.require_characters("code128", data, rules.ASCII, _FIX)
    (row,) = _draw(data)
    return linear.symbol(
        "code128", row, data, Reading(("Code128",), content=data.encode(), identifier="]C0")
    )


def _draw(data: str) -> tuple[bytes, ...]:
    if len(data) > 4 and len(data) % 2 and data.isdigit():
        # As long as C then B, but zbar reads it at 1 px a module too.
        path = rf"\^B{data[0]}\^C{data[1:]}"
        mode = zint.Mode.UNICODE | zint.Mode.EXTRA_ESCAPE
        return zint.draw("code128", zint.Kind.CODE128, path, mode=mode)
    return zint.draw("code128", zint.Kind.CODE128, data)


SYMBOLOGY = Symbology(
    id="code128",
    title="Code 128",
    standard="ISO/IEC 15417:2007",
    family="industrial",
    example="123456789",
    characters="ASCII, control characters included",
    lengths="1 to 80 characters",
    most_characters=80,
    check_digit="its own symbol character, added always and never printed",
    encode=encode,
    aliases=("128", "code128a", "code128b", "code128c", "code128auto"),
)
