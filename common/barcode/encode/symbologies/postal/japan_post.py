"""Customer barcode of Japan Post: four-state bars. Japan Post, Customer Barcode."""

from common.barcode.encode import postal, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import QuietZone, Symbol

_CHARACTERS = frozenset("0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ")
# Bars are 0.6 mm wide and at most 3.6 mm high, with 2 mm of quiet zone.
_BAR_MM = 0.6
_HEIGHTS = (2, 2, 2)
_ZONE = QuietZone(4, 4, 4, 4)


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode a postcode of seven digits, followed by the address number."""
    validation.require_capitals("japanpost", data, _CHARACTERS, "the signs are hyphens only.")
    rows = zint.encode("japanpost", zint.Kind.JAPANPOST, data)
    return postal.symbol(
        "japanpost", rows, data, heights=_HEIGHTS, module_mm=_BAR_MM, quiet_zone=_ZONE
    )


SYMBOLOGY = Symbology(
    id="japanpost",
    title="Japan Post",
    standard="Japan Post, Customer Barcode",
    family="postal",
    example="6540123789-A-K-Z",
    characters="digits, capitals and hyphens",
    lengths="a postcode of 7 digits, then up to 13 characters of the address",
    max_characters=20,
    check_digit="modulo 19, always added",
    encode=encode,
    aliases=("japan4sc", "japanese4state", "japanesepost", "customerbarcode"),
    verified=False,
)
