"""UPC-E: a GTIN-12 with zeros suppressed. GS1 General Specifications 5.2, ISO/IEC 15420."""

from common.barcode.encode import add_on, check_digits, ean_upc, gs1, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol

_LENGTHS = "6 digits, 7 with the leading 0 or 1, 8 with the check digit too, or a UPC-A of 11 or 12"


def expand(seven: str) -> str:
    """Return the eleven digits of the UPC-A that *seven* (with number system) represent.

    Source: GS1 General Specifications, 5.2.2.4.2.
    """
    system, body, last = seven[0], seven[1:6], seven[6]
    if last in "012":
        return f"{system}{body[:2]}{last}0000{body[2:]}"
    if last == "3":
        return f"{system}{body[:3]}00000{body[3:]}"
    if last == "4":
        return f"{system}{body[:4]}00000{body[4]}"
    return f"{system}{body}0000{last}"


def compress(eleven: str) -> str:
    """Return the seven digits that represent the UPC-A of *eleven*; "" if there are none.

    Source: GS1 General Specifications, 5.2.2.4.2.
    """
    system, maker, item = eleven[0], eleven[1:6], eleven[6:]
    if system not in "01":
        return ""
    if maker[2] in "012" and maker[3:] + item[:2] == "0000":
        return f"{system}{maker[:2]}{item[2:]}{maker[2]}"
    if maker[3:] + item[:3] == "00000":
        return f"{system}{maker[:3]}{item[3:]}3"
    if maker[4] + item[:4] == "00000":
        return f"{system}{maker[:4]}{item[4]}4"
    if item[:4] == "0000" and item[4] in "56789":
        return f"{system}{maker}{item[4]}"
    return ""


def _check_digit(seven: str) -> str:
    return check_digits.gs1(expand(seven))


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode 6, 7 or 8 digits, or the 11 or 12 of a UPC-A that 8 digits can represent."""
    eight = complete("upce", data)
    (row,) = zint.encode("upce", zint.Kind.UPCE, eight[:7])
    return ean_upc.upce("upce", row, eight, expand(eight[:7]) + eight[7])


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
    shortest = compress(expand(seven))
    if shortest != seven:
        whole = shortest + _check_digit(shortest)
        raise DataError.of(
            "data",
            f"{id}.not_shortest",
            f"The zeros of {seven} are not suppressed by the first rule that applies.",
            f"Give {whole}, which represents the same number.",
            whole,
        )
    return validation.complete(id, seven + data[7:], 8, _check_digit)


def _require_one_reading(seven: str) -> None:
    """Check that *seven* digits lack either the check digit or the number system 0, not both.

    Raises:
        DataError: ``data.two_readings``: both eight-digit numbers are valid.
    """
    longer, whole = seven + _check_digit(seven), "0" + seven
    if seven[0] in "01" and all(_is_right(eight) for eight in (longer, whole)):
        raise gs1.plausible.two_readings(
            seven,
            [
                (longer, "the UPC-E that it is without its check digit"),
                (whole, "the UPC-E that it is without its number system 0"),
            ],
        )


def _is_right(eight: str) -> bool:
    """Return True if *eight* digits are a valid UPC-E."""
    seven = eight[:7]
    return compress(expand(seven)) == seven and _check_digit(seven) == eight[7]


def _from_upca(id: str, upca: str) -> str:
    seven = compress(upca[:11])
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
