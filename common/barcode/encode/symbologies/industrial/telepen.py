"""Telepen: all of ASCII, or pairs of digits. Telepen specification (SB Electronic Systems)."""

from common.barcode.encode import linear, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Reading, Symbol


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode ASCII *data*."""
    validation.require_characters(
        "telepen",
        data,
        validation.ASCII,
        "Use ASCII characters; qr and datamatrix carry any others.",
    )
    (row,) = zint.encode("telepen", zint.Kind.TELEPEN, data)
    # zint adds light modules at the end, which belong to the quiet zone.
    reading = Reading(("TelepenAlpha", "Telepen"), content=data.encode())
    return linear.symbol("telepen", row.rstrip(b"\x00"), data, reading)


def encode_numeric(data: str, options: DrawOptions) -> Symbol:
    """Encode an even number of digits; the second of a pair may be X."""
    data = data.upper()
    fix = "Use the digits 0 to 9; X may be the second of a pair."
    # A pair is 00 to 99 or a digit and X: X can only be the second one.
    validation.require_characters("telepen_numeric", data[::2], validation.DIGITS, fix)
    validation.require_characters("telepen_numeric", data[1::2], validation.DIGITS | {"X"}, fix)
    if len(data) % 2:
        raise DataError.of(
            "data",
            "telepen_numeric.odd",
            f"{len(data)} digits are an odd number; this barcode encodes pairs.",
            "Put a 0 in front.",
            "0" + data,
        )
    (row,) = zint.encode("telepen_numeric", zint.Kind.TELEPEN_NUM, data)
    reading = Reading(("TelepenNumeric",), data)
    return linear.symbol("telepen_numeric", row.rstrip(b"\x00"), data, reading)


SYMBOLOGY = (
    Symbology(
        id="telepen",
        title="Telepen",
        standard="Telepen specification, SB Electronic Systems 1972",
        family="industrial",
        example="Telepen 1",
        characters="ASCII, control characters included",
        lengths="1 to 30 characters",
        max_characters=30,
        check_digit="its own symbol character, always added and never printed",
        encode=encode,
        aliases=("telepenalpha",),
        note="Readers must be in ASCII mode.",
    ),
    Symbology(
        id="telepen_numeric",
        title="Telepen Numeric",
        standard="Telepen specification, SB Electronic Systems 1972",
        family="industrial",
        example="1234567890",
        characters="digits; X as the second of a pair",
        lengths="2 to 60 digits, an even number of them",
        max_characters=60,
        check_digit="its own symbol character, always added and never printed",
        encode=encode_numeric,
        aliases=("telepennum",),
        note="Readers must be in numeric mode.",
    ),
)
