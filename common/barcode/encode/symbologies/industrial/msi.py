"""MSI (modified Plessey): digits, for shelf labels. MSI Data Corporation."""

from common.barcode.encode import linear, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol


def check_digit(digits: str) -> str:
    """Return the Luhn (modulo 10) check digit of *digits*. Source: ISO/IEC 7812-1, annex B."""
    # Every second digit is doubled, beginning with the last one.
    doubled = [2 * int(digit) for digit in digits[::-2]]
    total = sum(number // 10 + number % 10 for number in doubled) + sum(map(int, digits[-2::-2]))
    return str(-total % 10)


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode digits, with a modulo 10 check digit if ``add_checksum`` is set."""
    validation.require_digits("msi", data)
    digits = data + check_digit(data) if validation.requests_check_digit(options) else data
    # Without option_2, zint adds no check digit of its own.
    (row,) = zint.encode("msi", zint.Kind.MSI_PLESSEY, digits)
    return linear.symbol("msi", row, digits, None, quiet_zone=12)


SYMBOLOGY = Symbology(
    id="msi",
    title="MSI",
    standard="MSI Data Corporation, modified Plessey code",
    family="industrial",
    example="1234567",
    characters="digits",
    lengths="1 to 50 digits",
    max_characters=50,
    check_digit="none, or modulo 10 with add_checksum",
    encode=encode,
    options=("add_checksum", "no_checksum", "wide_to_narrow_ratio"),
    # Drawn at 2 everywhere; readers take bars of 3 for two bits.
    ratios=(2, 2.5),
    aliases=("msiplessey", "modifiedplessey"),
)
