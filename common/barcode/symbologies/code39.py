"""Code 39: digits, capitals and seven signs. ISO/IEC 16388:2007."""

from barcode.codex import Code39

from common.barcode import checkdigits, linear, rules
from common.barcode.engines import python_barcode
from common.barcode.options import DrawOptions
from common.barcode.symbol import Reading, Symbol
from common.barcode.symbology import Symbology

_CHARACTERS = frozenset(checkdigits.CODE39)


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode *data*, with its modulo 43 character where ``add_checksum`` asks for it."""
    rules.require_capitals("code39", data, _CHARACTERS, "code39ext and code128 carry all of ASCII.")
    if rules.wants_checksum(options):
        data += checkdigits.code39(data)
    row = python_barcode.draw(Code39(data, add_checksum=False))
    return linear.symbol(
        "code39", row, data, Reading(("Code39Std", "Code39", "PZN"), data), text=f"*{data}*"
    )


SYMBOLOGY = Symbology(
    id="code39",
    title="Code 39",
    standard="ISO/IEC 16388:2007",
    family="industrial",
    example="CODE-39",
    characters="digits, capitals, space and - . $ / + %",
    lengths="1 to 60 characters",
    most_characters=60,
    check_digit="none, or modulo 43 with add_checksum",
    encode=encode,
    options=("add_checksum", "no_checksum"),
    aliases=("39", "code3of9", "usd3"),
)
