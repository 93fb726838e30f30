"""VIN: the vehicle identification number, in Code 39. ISO 3779:2009, SAE J1877."""

from common.barcode.encode import linear, validation
from common.barcode.encode.symbologies.industrial import code39
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Reading, Symbol

_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", "12345678123457923456789", strict=True))
_CHARACTERS = frozenset(_VALUES) | validation.DIGITS
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_CHECK = 8  # index of the check digit


def check_digit(vin: str) -> str:
    """Return the check digit, at the ninth place, of a North American *vin* (49 CFR 565.15)."""
    values = (int(_VALUES.get(character, character)) for character in vin)
    total = sum(value * weight for value, weight in zip(values, _WEIGHTS, strict=True))
    return "0123456789X"[total % 11]


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode the 17 characters of a VIN."""
    validation.require_capitals("vin", data, _CHARACTERS, "I, O and Q are never in a VIN.")
    validation.require_length("vin", data, 17, 17)
    right = check_digit(data)
    # Only numbers of North America, which begin with 1 to 5, must contain the check digit.
    if data[0] in "12345" and data[_CHECK] != right:
        raise DataError.of(
            "data",
            "vin.bad_check_digit",
            f"The check digit at the ninth place, {data[_CHECK]}, is wrong: it must be {right}.",
            "Check the number.",
            data[:_CHECK] + right + data[_CHECK + 1 :],
        )
    row = code39.bars("vin", data, options)
    return linear.symbol("vin", row, data, Reading(("Code39Std", "Code39"), data))


SYMBOLOGY = Symbology(
    id="vin",
    title="VIN",
    standard="ISO 3779:2009; SAE J1877",
    family="industrial",
    example="1M8GDM9AXKP042788",
    characters="digits and capitals without I, O and Q",
    lengths="17 characters",
    max_characters=17,
    check_digit="of North American numbers, at the ninth place: verified",
    encode=encode,
)
