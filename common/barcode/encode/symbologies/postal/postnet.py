"""POSTNET and PLANET of the United States Postal Service: two-state bars. DMM 708.4."""

from collections.abc import Callable

from common.barcode.encode import postal, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import QuietZone, Symbol

_BAR_MM = 0.508  # 0.020 ± 0.005 inch
# The tall bars are 0.125 ± 0.010 inch and the short ones 0.050 ± 0.010 (DMM 708.4.2.5).
_HEIGHTS = (4, 2)
_ZONE = QuietZone(7, 7, 2, 2)
_STANDARD = "USPS Domestic Mail Manual 708.4"
_WITHDRAWN = "Withdrawn by the USPS in 2013; usps_imb replaces it."


def check_digit(digits: str) -> str:
    """Return the digit that makes the sum of all digits a multiple of ten (DMM 708.4.2.4)."""
    return str(-sum(map(int, digits)) % 10)


def _encoder(
    id: str, kind: zint.Kind, lengths: tuple[int, ...]
) -> Callable[[str, DrawOptions], Symbol]:
    """Return the encoder of digits of one of *lengths*, or one more with the check digit."""

    def encode(data: str, options: DrawOptions) -> Symbol:
        given = data.replace("-", "")
        validation.require_digits(id, given)
        digits = given
        if len(given) - 1 in lengths:
            digits = validation.verified(id, given, check_digit)[:-1]
        if len(digits) not in lengths:
            raise DataError.of(
                "data",
                f"{id}.bad_length",
                f"The data has {len(given)} digits.",
                f"Give {', '.join(map(str, lengths))} digits, or one more with the check digit.",
            )
        return postal.symbol(
            id,
            # zint adds the check digit itself.
            zint.encode(id, kind, digits),
            digits + check_digit(digits),
            heights=_HEIGHTS,
            module_mm=_BAR_MM,
            quiet_zone=_ZONE,
        )

    return encode


SYMBOLOGY = (
    Symbology(
        id="postnet",
        title="USPS POSTNET",
        standard=_STANDARD,
        family="postal",
        example="12345-6789",
        characters="digits, a hyphen between them",
        lengths="5, 9 or 11 digits, or one more with the check digit",
        max_characters=14,
        check_digit="modulo 10: verified if given, added if missing",
        encode=_encoder("postnet", zint.Kind.POSTNET, (5, 9, 11)),
        note=_WITHDRAWN,
    ),
    Symbology(
        id="planet",
        title="USPS PLANET",
        standard=_STANDARD,
        family="postal",
        example="01234567890",
        characters="digits",
        lengths="11 or 13 digits, or one more with the check digit",
        max_characters=14,
        check_digit="modulo 10: verified if given, added if missing",
        encode=_encoder("planet", zint.Kind.PLANET, (11, 13)),
        note=_WITHDRAWN,
    ),
)
