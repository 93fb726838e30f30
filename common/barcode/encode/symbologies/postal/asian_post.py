"""The bars of Japan Post and Korea Post."""

from common.barcode.encode import linear, postal, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, QuietZone, Symbol

_JAPANESE = frozenset("0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def encode_japan(data: str, options: DrawOptions) -> Symbol:
    """Encode a postcode of seven digits, and the address number behind it."""
    validation.require_capitals(
        "japanpost", data, _JAPANESE, "these are digits, capitals and hyphens."
    )
    rows = zint.encode("japanpost", zint.Kind.JAPANPOST, data)
    # Bars 0.6 mm wide, the tall 3.6 mm high, 2 mm about them (Japan Post, customer barcode).
    return postal.symbol(
        "japanpost",
        rows,
        data,
        heights=(2, 2, 2),
        module_mm=0.6,
        quiet_zone=QuietZone(4, 4, 4, 4),
    )


def check_digit(six: str) -> str:
    """Return the digit that makes the sum of all a multiple of ten."""
    return str(-sum(map(int, six)) % 10)


def encode_korea(data: str, options: DrawOptions) -> Symbol:
    """Encode 6 digits, or 7 with the check digit."""
    bare = data.replace("-", "")
    validation.require_digits("koreapost", bare)
    digits = validation.complete("koreapost", bare, 7, check_digit)
    (row,) = zint.encode("koreapost", zint.Kind.KOREAPOST, digits[:6])
    rule = PrintRule(0.5, height_mm=4)
    return linear.symbol("koreapost", row, digits, None, rule=rule)


SYMBOLOGY = (
    Symbology(
        id="japanpost",
        title="Japan Post",
        standard="Japan Post, Customer Barcode",
        family="postal",
        example="6540123789-A-K-Z",
        characters="digits, capitals and hyphens",
        lengths="a postcode of 7 digits, then up to 13 characters of the address",
        max_characters=20,
        check_digit="modulo 19, added always",
        encode=encode_japan,
        aliases=("japan4sc", "japanese4state", "japanesepost", "customerbarcode"),
    ),
    Symbology(
        id="koreapost",
        title="Korea Post",
        standard="Korea Post Office code",
        family="postal",
        example="923457",
        characters="digits",
        lengths="6 digits, or 7 with the check digit",
        max_characters=8,
        check_digit="modulo 10: verified if given, added if missing",
        encode=encode_korea,
        aliases=("koreanpost", "koreanpostalauthority"),
    ),
)
