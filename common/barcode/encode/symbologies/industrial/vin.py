"""VIN: the vehicle identification number, in Code 39. ISO 3779:2009, SAE J1877, GB 16735."""

from common.barcode.encode import check_digits, linear, validation
from common.barcode.encode.symbologies.industrial import code39
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Reading, Symbol

_CHARACTERS = frozenset(check_digits.VIN_LETTERS) | validation.DIGITS
_CHECK = 8  # index of the check digit


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode the 17 characters of a VIN."""
    validation.require_capitals("vin", data, _CHARACTERS, "I, O and Q are never in a VIN.")
    validation.require_length("vin", data, 17, 17)
    right = check_digits.vin(data)
    if data[0] in check_digits.VIN_CHECKED_REGIONS and data[_CHECK] != right:
        raise DataError.of(
            "data",
            "vin.bad_check_digit",
            f"The check digit at the ninth place, {data[_CHECK]}, is wrong: it must be {right}.",
            "Check the number.",
            data[:_CHECK] + right + data[_CHECK + 1 :],
        )
    # Without an optional check character of Code 39: readers of VINs expect 17 characters.
    row = code39.bars("vin", data, options)
    return linear.symbol("vin", row, data, Reading(("Code39Std", "Code39"), data))


SYMBOLOGY = Symbology(
    id="vin",
    title="VIN",
    standard="ISO 3779:2009; SAE J1877; GB 16735",
    family="industrial",
    example="1M8GDM9AXKP042788",
    characters="digits and capitals without I, O and Q",
    lengths="17 characters",
    max_characters=17,
    check_digit="of North American and Chinese numbers, at the ninth place: verified",
    encode=encode,
    options=("wide_to_narrow_ratio",),
)
