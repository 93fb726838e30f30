"""UPC-E: a GTIN-12 with zeros suppressed. GS1 General Specifications 5.2, ISO/IEC 15420."""

from msgspec import structs

from common.barcode.encode import (
    add_on,
    check_digits,
    ean_upc,
    readings,
    validation,
    zero_suppression,
)
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError, Problem
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol

_LENGTHS = "6 digits, 7 with the leading 0 or 1, 8 with the check digit too, or a UPC-A of 11 or 12"


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode 6, 7 or 8 digits, or the 11 or 12 of a UPC-A that 8 digits can represent."""
    eight = complete("upce", data)
    # The check digit is not drawn as bars: it is the pattern of number sets of the other six.
    (row,) = zint.encode("upce", zint.Kind.UPCE, eight[:7])
    symbol = ean_upc.upce("upce", row, eight, _upca(eight))
    return structs.replace(symbol, notices=_notices(data))


def _upca(eight: str) -> str:
    return zero_suppression.expand(eight[:7]) + eight[7]


def _notices(data: str) -> tuple[Problem, ...]:
    """Return a notice if *data*, which is drawn as a UPC-E, is also a complete EAN-8."""
    if len(data) != 8 or check_digits.gs1(data[:7]) != data[7]:
        return ()
    message = f"{data} is drawn as the UPC-E of {_upca(data)}; it is also an EAN-8."
    return (readings.notice(message, "Set format to ean8 for the EAN-8.", "ean8", "format"),)


def ean8_notices(data: str) -> tuple[Problem, ...]:
    """Return a notice if *data*, which is drawn as an EAN-8, is also a complete UPC-E."""
    if len(data) != 8 or not zero_suppression.is_upce(data):
        return ()
    message = f"{data} is drawn as an EAN-8; it is also the UPC-E of {_upca(data)}."
    return (readings.notice(message, "Set format to upce for the UPC-E.", "upce", "format"),)


def complete(id: str, data: str) -> str:
    """Return the eight digits of a UPC-E.

    Raises:
        DataError: the digits are not a UPC-E.
    """
    validation.require_digits(id, data)
    if len(data) == 13 and data.startswith("0"):  # the GTIN-13 that readers report
        data = data[1:]
    if len(data) in (11, 12):
        return _from_upca(id, data)
    if len(data) not in (6, 7, 8):
        raise DataError.of(
            "data", f"{id}.bad_length", f"The data has {len(data)} digits.", f"Give {_LENGTHS}."
        )
    if len(data) == 7:
        _require_one_reading(data)
    seven = data[:7] if len(data) > 6 else "0" + data
    if seven[0] not in "01":
        raise DataError.of(
            "data",
            f"{id}.bad_system",
            f"A UPC-E of {len(data)} digits can't begin with {seven[0]}.",
            "Begin with 0 or 1, or give 6 digits.",
        )
    # Each number has one valid UPC-E: that of the first rule of 5.2.2.4.2 that applies.
    shortest = zero_suppression.compress(zero_suppression.expand(seven))
    if shortest != seven:
        whole = shortest + zero_suppression.check_digit(shortest)
        raise DataError.of(
            "data",
            f"{id}.not_shortest",
            f"The zeros of {seven} are not suppressed by the first rule that applies.",
            f"Give {whole}, which represents the same number.",
            whole,
        )
    return validation.complete(id, seven + data[7:], 8, zero_suppression.check_digit)


def _require_one_reading(seven: str) -> None:
    """Check that *seven* digits lack either the check digit or the number system 0, not both.

    Raises:
        DataError: ``data.two_readings``: both eight-digit numbers are valid.
    """
    longer, whole = seven + zero_suppression.check_digit(seven), "0" + seven
    # Number systems are 0 and 1; any other first digit belongs to the number.
    if seven[0] in "01" and all(zero_suppression.is_upce(eight) for eight in (longer, whole)):
        raise readings.refusal(
            seven,
            [
                (longer, "the UPC-E that it is without its check digit"),
                (whole, "the UPC-E that it is without its number system 0"),
            ],
        )


def _from_upca(id: str, upca: str) -> str:
    seven = zero_suppression.compress(upca[:11])
    if seven:
        return seven + validation.complete(id, upca, 12, check_digits.gs1)[11]
    raise DataError.of(
        "data",
        f"{id}.not_compressible",
        f"{upca} has too few zeros in the right places for UPC-E.",
        "Choose upca.",
    )


SYMBOLOGY = Symbology(
    id="upce",
    title="UPC-E",
    standard="GS1 General Specifications 5.2; ISO/IEC 15420:2009",
    family="retail",
    example="01234565",
    characters="digits",
    lengths=f"{_LENGTHS}; + and an add-on of 2 or 5 may follow",
    max_characters=18,
    check_digit="that of the UPC-A that it represents: verified if given, added if missing",
    encode=add_on.with_add_on("upce", encode),
    options=("guardbar", "addon"),
)
