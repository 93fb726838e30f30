"""2 of 5 without interleaving: Matrix, Industrial, IATA and Datalogic.

The bars alone carry the digits, except in Matrix and Datalogic, where spaces do too.
"""

from collections.abc import Callable

from common.barcode import checkdigits, linear, rules
from common.barcode.engines import zint
from common.barcode.options import DrawOptions
from common.barcode.symbol import Symbol
from common.barcode.symbology import Symbology


def _zint(kind: zint.Kind) -> Callable[[str, str], bytes]:
    return lambda id, digits: zint.draw(id, kind, digits)[0]


def _encode(id: str, draw: Callable[[str, str], bytes]) -> Callable[[str, DrawOptions], Symbol]:
    def encode(data: str, options: DrawOptions) -> Symbol:
        rules.require_digits(id, data)
        digits = data + checkdigits.gs1(data) if rules.wants_checksum(options) else data
        return linear.symbol(id, draw(id, digits), digits, None)

    return encode


def _declare(
    id: str, title: str, standard: str, kind: zint.Kind, aliases: tuple[str, ...]
) -> Symbology:
    return Symbology(
        id=id,
        title=title,
        standard=standard,
        family="industrial",
        example="01234567",
        characters="digits",
        lengths="1 to 50 digits",
        most_characters=50,
        check_digit="none, or modulo 10 with add_checksum",
        encode=_encode(id, _zint(kind)),
        options=("add_checksum", "no_checksum"),
        aliases=aliases,
        verified=False,
    )


SYMBOLOGY = (
    _declare(
        "matrix2of5",
        "Matrix 2 of 5",
        "AIM USS 2 of 5",
        zint.Kind.C25STANDARD,
        ("standard2of5", "code2of5matrix", "code2of5standard", "c25standard"),
    ),
    _declare(
        "industrial2of5",
        "Industrial 2 of 5",
        "AIM USS 2 of 5",
        zint.Kind.C25IND,
        ("code2of5", "code25", "code2of5industrial", "c25ind"),
    ),
    _declare(
        "iata2of5",
        "IATA 2 of 5",
        "IATA Resolution 740",
        zint.Kind.C25IATA,
        ("code2of5iata", "airline2of5", "c25iata"),
    ),
    _declare(
        "datalogic2of5",
        "Datalogic 2 of 5",
        "Datalogic; China Post",
        zint.Kind.C25LOGIC,
        ("code2of5datalogic", "c25logic", "chinapost"),
    ),
)
