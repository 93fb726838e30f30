"""Intelligent Mail barcode of the United States Postal Service. USPS-B-3200."""

from common.barcode.encode import postal, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import QuietZone, Symbol

_BAR_MM = 0.508  # 0.02 inch; 0.015 to 0.025 are allowed
# Ascender, tracker, descender: 4.06 mm in all and 1.02 in the middle (USPS-B-3200, 2.3.1).
_HEIGHTS = (3, 2, 3)
# 0.125 inch at the sides, 0.028 inch above and below (USPS-B-3200, 2.3.2).
_ZONE = QuietZone(7, 7, 2, 2)
_TRACKING = 20  # digits; the rest is the routing code


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode 20 digits of tracking, then 0, 5, 9 or 11 digits of routing."""
    digits = data.replace("-", "").replace(" ", "")
    validation.require_digits("usps_imb", digits)
    if len(digits) not in (20, 25, 29, 31):
        raise DataError.of(
            "data",
            "usps_imb.bad_length",
            f"The data has {len(digits)} digits.",
            "Give 20 digits of tracking, optionally followed by a ZIP code of 5, 9 or 11 digits.",
        )
    # The second digit of the barcode identifier is 0 to 4 (USPS-B-3200, 2.1.1).
    if digits[1] > "4":
        raise DataError.of(
            "data",
            "usps_imb.bad_identifier",
            f"The second digit of the barcode identifier is {digits[1]}.",
            "It must be 0 to 4.",
        )
    tracking, routing = digits[:_TRACKING], digits[_TRACKING:]
    return postal.symbol(
        "usps_imb",
        # zint needs a hyphen in front of the routing code.
        zint.encode("usps_imb", zint.Kind.USPS_IMAIL, f"{tracking}-{routing}".rstrip("-")),
        digits,
        heights=_HEIGHTS,
        module_mm=_BAR_MM,
        quiet_zone=_ZONE,
        text=" ".join(filter(None, (*_tracking_fields(tracking), *_routing_fields(routing)))),
    )


def _tracking_fields(digits: str) -> tuple[str, ...]:
    # A mailer identifier that begins with 9 has nine digits, any other six.
    end = 14 if digits[5] == "9" else 11
    return digits[:2], digits[2:5], digits[5:end], digits[end:]


def _routing_fields(digits: str) -> tuple[str, ...]:
    return digits[:5], digits[5:9], digits[9:]


SYMBOLOGY = Symbology(
    id="usps_imb",
    title="USPS Intelligent Mail barcode",
    standard="USPS-B-3200",
    family="postal",
    example="01234567094987654321-01234567891",
    characters="digits, hyphens and spaces between them",
    lengths="20 digits, then 0, 5, 9 or 11 digits of the ZIP code",
    max_characters=40,
    check_digit="a cyclic check of 11 bits, always added and never printed",
    encode=encode,
    aliases=(
        *("onecode", "uspsonecode", "intelligentmail", "uspsintelligentmail"),
        *("imb", "usps", "usps4cb", "uspsimail"),
    ),
)
