"""Four-state barcodes of Australia Post: standard, reply paid, routing and redirection."""

from collections.abc import Callable

from common.barcode.encode import postal, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import QuietZone, Symbol

_CUSTOMER = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz #")
_SORTING = 8  # digits of the delivery point identifier
# A letter takes three bars and a digit two; the symbols have 16 and 31 bars for them.
_LETTERS = (5, 10)  # characters of customer information in a symbol of 52 and of 67 bars
_DIGITS = (8, 15)  # digits of customer information in the same symbols
# Bars are 0.4 to 0.6 mm wide and 4.2 to 5.8 mm high, trackers 1.0 to 1.6 mm. The quiet zone is
# 6 mm left and right, 2 mm above and below.
_HEIGHTS = (3, 2, 3)
_BAR_MM = 0.53
_ZONE = QuietZone(12, 12, 4, 4)
_STANDARD = "Australia Post, Customer Barcode Technical Specifications 2012"


def encode_standard(data: str, options: DrawOptions) -> Symbol:
    """Encode the 8 digits of a delivery point, followed by customer information."""
    validation.require_characters(
        "auspost", data, _CUSTOMER, "Use 8 digits, then letters, digits, space and #."
    )
    point, customer = data[:_SORTING], data[_SORTING:]
    _require_point("auspost", point)
    # Digits alone have a table of two bars each, so that more of them fit.
    if len(customer) not in (0, *_LETTERS, *(_DIGITS if customer.isdigit() else ())):
        raise DataError.of(
            "data",
            "auspost.bad_length",
            f"The customer information has {len(customer)} characters.",
            "Give 0, 5 or 10 characters, padded with spaces, or 8 or 15 digits.",
        )
    return _symbol("auspost", zint.encode("auspost", zint.Kind.AUSPOST, data), data)


def _encoder(id: str, kind: zint.Kind) -> Callable[[str, DrawOptions], Symbol]:
    def encode(data: str, options: DrawOptions) -> Symbol:
        _require_point(id, data)
        return _symbol(id, zint.encode(id, kind, data), data)

    return encode


def _require_point(id: str, point: str) -> None:
    validation.require_digits(id, point)
    validation.require_length(id, point, _SORTING, _SORTING, "digit")


def _symbol(id: str, rows: tuple[bytes, ...], data: str) -> Symbol:
    return postal.symbol(id, rows, data, heights=_HEIGHTS, module_mm=_BAR_MM, quiet_zone=_ZONE)


def _without_customer(id: str, title: str, kind: zint.Kind, aliases: tuple[str, ...]) -> Symbology:
    return Symbology(
        id=id,
        title=title,
        standard=_STANDARD,
        family="postal",
        example="12345678",
        characters="digits",
        lengths="the 8 digits of a delivery point",
        max_characters=8,
        check_digit="of error correction, always added",
        encode=_encoder(id, kind),
        aliases=aliases,
    )


SYMBOLOGY = (
    Symbology(
        id="auspost",
        title="Australia Post Standard Customer",
        standard=_STANDARD,
        family="postal",
        example="56439111ABA 9",
        characters="8 digits, then letters, digits, space and #",
        lengths="the 8 digits of a delivery point, then 0, 5 or 10 characters, or 8 or 15 digits",
        max_characters=23,
        check_digit="of error correction, always added",
        encode=encode_standard,
        aliases=("australiapost", "australianpost", "auspoststandard"),
    ),
    _without_customer(
        "auspost_reply", "Australia Post Reply Paid", zint.Kind.AUSREPLY, ("ausreply",)
    ),
    _without_customer(
        "auspost_routing", "Australia Post Routing", zint.Kind.AUSROUTE, ("ausroute",)
    ),
    _without_customer(
        "auspost_redirect", "Australia Post Redirection", zint.Kind.AUSREDIRECT, ("ausredirect",)
    ),
)
