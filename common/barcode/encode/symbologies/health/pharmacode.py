"""Pharmacode: a number for packaging control, in one track or two. Laetus, 4th edition."""

from common.barcode.encode import linear, postal, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, QuietZone, Symbol

# Two to sixteen bars, each of two widths: up to 2^17 - 2.
_ONE_TRACK = (3, 131_070)
# Two to sixteen bars, each of three forms: up to (3^17 - 3) / 2.
_TWO_TRACK = (4, 64_570_080)


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode a number from 3 to 131,070 in thick and thin bars."""
    number = _number("pharmacode", data, *_ONE_TRACK)
    # Leading zeros do not exist in the symbol: the number, not the digits, is encoded.
    (row,) = zint.encode("pharmacode", zint.Kind.PHARMA, number)
    return linear.symbol(
        "pharmacode",
        row,
        number,
        None,
        text="",
        quiet_zone=6,
        rule=PrintRule(0.5, height_mm=8),
    )


def encode_two_track(data: str, options: DrawOptions) -> Symbol:
    """Encode a number from 4 to 64,570,080 in bars of three heights."""
    number = _number("pharmacode2", data, *_TWO_TRACK)
    return postal.symbol(
        "pharmacode2",
        zint.encode("pharmacode2", zint.Kind.PHARMA_TWO, number),
        number,
        # A full bar is 8 mm high, a half one 4 mm.
        heights=(4, 4),
        module_mm=1.0,
        quiet_zone=QuietZone(6, 6),
    )


def _number(id: str, data: str, smallest: int, largest: int) -> str:
    """Return *data* without leading zeros, or raise DataError if it is out of range."""
    validation.require_digits(id, data)
    number = int(data)
    if not smallest <= number <= largest:
        raise DataError.of(
            "data",
            f"{id}.out_of_range",
            f"{number} is out of range.",
            f"Give a number from {smallest} to {largest:,}.",
        )
    return str(number)


SYMBOLOGY = (
    Symbology(
        id="pharmacode",
        title="Pharmacode",
        standard="Laetus Pharmacode Guide, 4th edition",
        family="health",
        example="117480",
        characters="digits",
        lengths="a number from 3 to 131,070",
        max_characters=6,
        check_digit="",
        encode=encode,
        aliases=("pharmacodeonetrack", "pharmacode1", "pharma", "laetus"),
    ),
    Symbology(
        id="pharmacode2",
        title="Pharmacode, two-track",
        standard="Laetus Pharmacode Guide, 4th edition",
        family="health",
        example="29876543",
        characters="digits",
        lengths="a number from 4 to 64,570,080",
        max_characters=8,
        check_digit="",
        encode=encode_two_track,
        aliases=("pharmacodetwotrack", "twotrackpharmacode", "pharmatwo"),
    ),
)
