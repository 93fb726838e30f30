"""Postcode barcode of Korea Post."""

from common.barcode.encode import linear, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Symbol


def check_digit(six: str) -> str:
    """Return the digit that makes the sum of all digits a multiple of ten."""
    return str(-sum(map(int, six)) % 10)


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode 6 digits, or 7 with the check digit."""
    digits = data.replace("-", "")
    validation.require_digits("koreapost", digits)
    digits = validation.complete("koreapost", digits, 7, check_digit)
    # zint adds the check digit itself.
    (row,) = zint.encode("koreapost", zint.Kind.KOREAPOST, digits[:6])
    return linear.symbol("koreapost", row, digits, None, rule=PrintRule(0.5, height_mm=4))


SYMBOLOGY = Symbology(
    id="koreapost",
    title="Korea Post",
    standard="Korea Post Office code",
    family="postal",
    example="923457",
    characters="digits",
    lengths="6 digits, or 7 with the check digit",
    max_characters=8,
    check_digit="modulo 10: verified if given, added if missing",
    encode=encode,
    aliases=("koreanpost", "koreanpostalauthority"),
    verified=False,
)
