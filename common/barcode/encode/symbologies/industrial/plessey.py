"""Plessey: hexadecimal digits with a cyclic check, for libraries. Plessey Company, 1971."""

from common.barcode.encode import linear, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode the digits 0 to 9 and A to F."""
    validation.require_capitals(
        "plessey", data, frozenset("0123456789ABCDEF"), "the letters are A to F."
    )
    # The eight bits of the cyclic check are no digits of the data, and zint adds them.
    (row,) = zint.encode("plessey", zint.Kind.PLESSEY, data)
    return linear.symbol("plessey", row, data, None, quiet_zone=12)


SYMBOLOGY = Symbology(
    id="plessey",
    title="Plessey",
    standard="Plessey Company, 1971 (Anker code)",
    family="industrial",
    example="01234ABCD",
    characters="digits and A to F",
    lengths="1 to 50 characters",
    max_characters=50,
    check_digit="a cyclic check of 8 bits, always added and never printed",
    encode=encode,
    aliases=("plesseyuk",),
)
