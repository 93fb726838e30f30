"""Leitcode (routing) and Identcode (item) of Deutsche Post, in Interleaved 2 of 5."""

from collections.abc import Callable

from common.barcode.encode import linear, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Reading, Symbol


def check_digit(digits: str) -> str:
    """Return the check digit of a Leitcode or Identcode: weights 4 and 9 from the right."""
    total = 4 * sum(map(int, digits[::-2])) + 9 * sum(map(int, digits[-2::-2]))
    return str(-total % 10)


def _encoder(
    id: str, length: int, layout: Callable[[str], str]
) -> Callable[[str, DrawOptions], Symbol]:
    """Return the encoder of *length* digits, whose printed text is *layout* of the digits."""

    def encode(data: str, options: DrawOptions) -> Symbol:
        # As it is printed: in groups with dots and spaces.
        digits = data.replace(".", "").replace(" ", "")
        validation.require_digits(id, digits)
        digits = validation.complete(id, digits, length, check_digit)
        (row,) = zint.encode(id, zint.Kind.C25INTER, digits)
        rule = PrintRule(0.375, height_mm=25)
        reading = Reading(("ITF",), digits)
        return linear.symbol(id, row, digits, reading, text=layout(digits), rule=rule)

    return encode


def _leitcode_text(digits: str) -> str:
    return f"{digits[:5]}.{digits[5:8]}.{digits[8:11]}.{digits[11:13]} {digits[13]}"


def _identcode_text(digits: str) -> str:
    return f"{digits[:2]}.{digits[2:5]} {digits[5:8]}.{digits[8:11]} {digits[11]}"


SYMBOLOGY = (
    Symbology(
        id="leitcode",
        title="Deutsche Post Leitcode",
        standard="Deutsche Post, Leitcode",
        family="postal",
        example="2134807501640",
        characters="digits, full stops and spaces between them",
        lengths="13 digits, or 14 with the check digit",
        max_characters=20,
        check_digit="weights 4 and 9, modulo 10: verified if given, added if missing",
        encode=_encoder("leitcode", 14, _leitcode_text),
        options=("wide_to_narrow_ratio",),
        aliases=("deutschepostleitcode", "dpleit"),
    ),
    Symbology(
        id="identcode",
        title="Deutsche Post Identcode",
        standard="Deutsche Post, Identcode",
        family="postal",
        example="56310243031",
        characters="digits, full stops and spaces between them",
        lengths="11 digits, or 12 with the check digit",
        max_characters=20,
        check_digit="weights 4 and 9, modulo 10: verified if given, added if missing",
        encode=_encoder("identcode", 12, _identcode_text),
        options=("wide_to_narrow_ratio",),
        aliases=("deutschepostidentcode", "dpident"),
    ),
)
