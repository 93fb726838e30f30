"""2 of 5 without interleaving: Matrix, Industrial, IATA, Datalogic and COOP.

In Industrial and IATA only the bars carry digits; in Matrix, Datalogic and COOP spaces do too.
"""

from collections.abc import Callable

from common.barcode.encode import check_digits, linear, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol

# COOP: the wide elements (1) of each digit; the five elements have the weights 7, 4, 2, 1 and 0.
_COOP = (
    "11000", "00011", "00101", "00110", "01001", "01010", "01100", "10001", "10010", "10100",
)  # fmt: skip
_COOP_START, _COOP_STOP = "101", "011"
_WIDTHS = {"0": 1, "1": 3}  # modules


def _coop_bars(id: str, digits: str) -> bytes:
    characters = (_COOP_START, *(_COOP[int(digit)] for digit in digits), _COOP_STOP)
    # A character has an odd number of elements and begins with a bar; a narrow space follows it.
    return b"\x00".join(
        b"".join(bytes([1 - place % 2]) * _WIDTHS[wide] for place, wide in enumerate(character))
        for character in characters
    )


def _zint_bars(kind: zint.Kind) -> Callable[[str, str], bytes]:
    return lambda id, digits: zint.encode(id, kind, digits)[0]


def _encoder(id: str, bars: Callable[[str, str], bytes]) -> Callable[[str, DrawOptions], Symbol]:
    def encode(data: str, options: DrawOptions) -> Symbol:
        validation.require_digits(id, data)
        digits = data + check_digits.gs1(data) if validation.requests_check_digit(options) else data
        return linear.symbol(id, bars(id, digits), digits, None)

    return encode


def _declare(
    id: str,
    title: str,
    standard: str,
    bars: Callable[[str, str], bytes],
    aliases: tuple[str, ...],
    more: tuple[str, ...] = ("wide_to_narrow_ratio",),
) -> Symbology:
    return Symbology(
        id=id,
        title=title,
        standard=standard,
        family="industrial",
        example="01234567",
        characters="digits",
        lengths="1 to 50 digits",
        max_characters=50,
        check_digit="none, or modulo 10 with add_checksum",
        encode=_encoder(id, bars),
        options=("add_checksum", "no_checksum", *more),
        aliases=aliases,
    )


SYMBOLOGY = (
    _declare(
        "matrix2of5",
        "Matrix 2 of 5",
        "AIM USS 2 of 5",
        _zint_bars(zint.Kind.C25STANDARD),
        ("standard2of5", "code2of5matrix", "code2of5standard", "c25standard"),
        # Its start and stop characters have bars of a third width.
        (),
    ),
    _declare(
        "industrial2of5",
        "Industrial 2 of 5",
        "AIM USS 2 of 5",
        _zint_bars(zint.Kind.C25IND),
        ("code2of5", "code25", "code2of5industrial", "c25ind"),
    ),
    _declare(
        "iata2of5",
        "IATA 2 of 5",
        "IATA Resolution 740",
        _zint_bars(zint.Kind.C25IATA),
        ("code2of5iata", "airline2of5", "c25iata"),
    ),
    _declare(
        "datalogic2of5",
        "Datalogic 2 of 5",
        "Datalogic; China Post",
        _zint_bars(zint.Kind.C25LOGIC),
        ("code2of5datalogic", "c25logic", "chinapost"),
    ),
    _declare("coop2of5", "COOP 2 of 5", "NEC", _coop_bars, ("code2of5coop", "nec2of5")),
)
