"""PZN: the Pharmazentralnummer of German medicine, in Code 39. IFA coding system."""

from common.barcode.encode import check_digits, linear, validation
from common.barcode.encode.symbologies.industrial import code39
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Reading, Symbol


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode a PZN7 (6 digits, or 7 with the check digit) or a whole PZN8."""
    bare = _bare("pzn", data)
    if not 6 <= len(bare) <= 8:
        raise DataError.of(
            "data",
            "pzn.bad_length",
            f"The data has {len(bare)} digit{'s' if len(bare) != 1 else ''}.",
            "Give a PZN8 of 8 digits, or a PZN7 of 7 digits, or of 6 without its check digit.",
        )
    return _draw("pzn", bare, 8 if len(bare) == 8 else 7, options)


def encode_pzn8(data: str, options: DrawOptions) -> Symbol:
    """Encode a PZN8 of 7 digits, or 8 with the check digit."""
    return _draw("pzn8", _bare("pzn8", data), 8, options)


def _bare(id: str, data: str) -> str:
    bare = data.strip().upper().removeprefix("PZN").lstrip(" -")
    validation.require_digits(id, bare)
    return bare


def _draw(id: str, bare: str, length: int, options: DrawOptions) -> Symbol:
    if len(bare) >= length - 1 and not check_digits.pzn(bare[: length - 1]):
        raise DataError.of(
            "data",
            f"{id}.no_check_digit",
            f"No PZN begins with {bare[: length - 1]}, as it has no check digit.",
            "Check the number: such numbers are never given out.",
        )
    digits = validation.complete(id, bare, length, check_digits.pzn)
    row = code39.bars(id, f"-{digits}", options)
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
        lengths="7 digits are a PZN7 with its check digit, 6 one without; 8 are a PZN8",
        most_characters=16,
        check_digit="modulo 11: verified where given, added where missing",
        encode=encode,
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
        most_characters=16,
        check_digit="modulo 11: verified where given, added where missing",
        encode=encode_pzn8,
    ),
)
