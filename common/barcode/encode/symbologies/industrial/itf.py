"""Interleaved 2 of 5: digits in pairs. ISO/IEC 16390:2007."""

from common.barcode.encode import check_digits, linear, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Reading, Symbol

_MIN_DIGITS = 4  # decoders ignore shorter symbols


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode an even number of digits, the check digit of ``add_checksum`` included."""
    validation.require_digits("itf", data)
    if validation.requests_check_digit(options):
        # The check digit is optional. It is that of ITF-14, so that the same readers verify it.
        data += check_digits.gs1(data)
    if len(data) % 2:
        raise DataError.of(
            "data",
            "itf.odd",
            f"{len(data)} digits are an odd number; this barcode encodes pairs.",
            "Put a 0 in front, or choose whether to add a check digit.",
            ("0" + data).zfill(_MIN_DIGITS) if not validation.requests_check_digit(options) else "",
        )
    if len(data) < _MIN_DIGITS:
        raise DataError.of(
            "data",
            "itf.too_short",
            "Readers ignore a symbol of two digits.",
            "Put zeros in front to make four digits.",
            "00" + data if not validation.requests_check_digit(options) else "",
        )
    (row,) = zint.encode("itf", zint.Kind.C25INTER, data)
    return linear.symbol(
        "itf", row, data, Reading(("ITF",), data), bearer_bars=options.bearer_bars or "none"
    )


SYMBOLOGY = Symbology(
    id="itf",
    title="Interleaved 2 of 5",
    standard="ISO/IEC 16390:2007",
    family="industrial",
    example="1234567890",
    characters="digits",
    lengths="4 to 80 digits, an even number of them",
    max_characters=80,
    check_digit="none, or modulo 10 with add_checksum",
    encode=encode,
    options=("add_checksum", "no_checksum", "bearer_bars", "wide_to_narrow_ratio"),
    aliases=(
        "interleaved2of5",
        "i2of5",
        "code2of5interleaved",
        "2of5interleaved",
        "code25il",
        "c25inter",
    ),
)
