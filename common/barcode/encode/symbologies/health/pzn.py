"""PZN: the Pharmazentralnummer of German medicines, in Code 39. IFA coding system."""

from common.barcode.encode import check_digits, linear, validation
from common.barcode.encode.symbologies.industrial import code39
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Reading, Symbol


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode a PZN7 (6 digits, or 7 with the check digit) or a whole PZN8."""
    digits = _digits("pzn", data)
    if not 6 <= len(digits) <= 8:
        raise DataError.of(
            "data",
            "pzn.bad_length",
            f"The data has {len(digits)} digit{'s' if len(digits) != 1 else ''}.",
            "Give a PZN8 of 8 digits, or a PZN7 of 7 digits, or of 6 without its check digit.",
        )
    # Eight digits are a PZN8. Seven are a whole PZN7, not a PZN8 without its check digit: pzn8
    # takes those.
    return _symbol("pzn", digits, 8 if len(digits) == 8 else 7, options)


def encode_pzn8(data: str, options: DrawOptions) -> Symbol:
    """Encode a PZN8 of 7 digits, or 8 with the check digit."""
    return _symbol("pzn8", _digits("pzn8", data), 8, options)


def _digits(id: str, data: str) -> str:
    # It is printed as PZN - 12345678, and copied like this.
    digits = data.strip().upper().removeprefix("PZN").lstrip(" -")
    validation.require_digits(id, digits)
    return digits


def _symbol(id: str, given: str, length: int, options: DrawOptions) -> Symbol:
    if len(given) >= length - 1 and not check_digits.pzn(given[: length - 1]):
        raise DataError.of(
            "data",
            f"{id}.no_check_digit",
            f"{given[: length - 1]} has no check digit, so no PZN begins with it.",
            "Check the number: such numbers are not assigned.",
        )
    digits = validation.complete(id, given, length, check_digits.pzn)
    # In Code 39, the hyphen identifies a PZN.
    row = code39.bars(id, f"-{digits}", options)
    # zxing-cpp reports a PZN8 as PZN, and a PZN7 as Code 39.
    reading = Reading(("PZN", "Code39") if length == 8 else ("Code39",), f"-{digits}")
    return linear.symbol(id, row, digits, reading, text=f"PZN - {digits}")


SYMBOLOGY = (
    Symbology(
        id="pzn",
        title="PZN",
        standard="IFA Coding System, PZN in Code 39",
        family="health",
        example="27580899",
        characters="digits, optionally after PZN or a hyphen",
        lengths="8 digits are a PZN8; 7 are a PZN7 with its check digit, 6 a PZN7 without it",
        max_characters=16,
        check_digit="modulo 11: verified if given, added if missing",
        encode=encode,
        options=("wide_to_narrow_ratio",),
        aliases=("pzn7", "pharmazentralnummer"),
    ),
    Symbology(
        id="pzn8",
        title="PZN8",
        standard="IFA Coding System, PZN in Code 39",
        family="health",
        example="2758089",
        characters="digits, optionally after PZN or a hyphen",
        lengths="7 digits, or 8 with the check digit",
        max_characters=16,
        check_digit="modulo 11: verified if given, added if missing",
        encode=encode_pzn8,
        options=("wide_to_narrow_ratio",),
    ),
)
