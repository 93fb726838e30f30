"""MaxiCode: hexagons around a bullseye, for parcels. ISO/IEC 16023:2000."""

import re

from common.barcode.encode import matrix
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Reading, Symbol

_STANDARD_MODE = 4
_ENHANCED_MODE = 5
_NUMERIC_CARRIER = 2
_ALPHANUMERIC_CARRIER = 3
_LEVELS = {"STANDARD": _STANDARD_MODE, "ENHANCED": _ENHANCED_MODE}
# A structured carrier message: [)> RS 01 GS year, postcode GS country GS service GS and the rest.
_CARRIER = re.compile(
    "(\\[\\)>\x1e01\x1d\\d\\d)([0-9A-Z ]{1,9})\x1d(\\d{3})\x1d(\\d{3})\x1d(.*)", re.DOTALL
)
# A hexagon is 0.88 mm wide (W); rows are 0.76 mm apart (Y). ISO/IEC 16023:2000, 4.11.4.
_RULE = PrintRule(0.88, 0.82, 0.94, 25.02)


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode text in mode 4, or 5 with ``ecc`` ENHANCED; carrier messages in mode 2 or 3."""
    # An explicit level selects mode 4 or 5, in which a carrier message is plain text.
    match = _CARRIER.fullmatch(data) if options.ecc is None else None
    if match and (match[2].isdigit() or len(match[2]) <= 6):
        return _symbol(_carrier(match), data)
    mode = matrix.level("maxicode", options, _LEVELS, "STANDARD")
    rows = zint.encode("maxicode", zint.Kind.MAXICODE, data, option_1=mode, eci=matrix.eci(data))
    return _symbol(rows, data)


def _carrier(match: re.Match[str]) -> tuple[bytes, ...]:
    """Return the rows in mode 2 or 3, whose primary message is postcode, country and service."""
    header, postcode, country, service, rest = match.groups()
    numeric = postcode.isdigit()
    return zint.encode(
        "maxicode",
        zint.Kind.MAXICODE,
        f"{header}{rest}",
        option_1=_NUMERIC_CARRIER if numeric else _ALPHANUMERIC_CARRIER,
        # The primary message of mode 3 has six characters of postcode, filled up with spaces.
        primary=f"{postcode if numeric else postcode.ljust(6)}{country}{service}",
    )


def _symbol(rows: tuple[bytes, ...], data: str) -> Symbol:
    # zxing-cpp finds MaxiCode only upright and without text near it.
    reading = Reading(("MaxiCode",), content=data.encode(), bare=True)
    return matrix.symbol(
        "maxicode", rows, data, reading, quiet_zone=1, shape="hexagonal", rule=_RULE
    )


SYMBOLOGY = Symbology(
    id="maxicode",
    title="MaxiCode",
    standard="ISO/IEC 16023:2000",
    family="matrix",
    example="MaxiCode, 93 characters at most",
    characters=matrix.ANY_TEXT,
    lengths="1 to 138 digits or 93 capitals, 77 with ecc ENHANCED",
    max_characters=140,
    check_digit="",
    encode=encode,
    options=("ecc",),
    ecc_levels=tuple(_LEVELS),
    note="Carrier messages ([)>…) are drawn in mode 2 or 3, anything else in mode 4 or 5.",
)
