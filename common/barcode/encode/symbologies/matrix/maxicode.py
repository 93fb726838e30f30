"""MaxiCode: hexagons around a bullseye, for parcels. ISO/IEC 16023:2000."""

import re
from collections.abc import Mapping

from common.barcode.encode import matrix, payload, symbol_choice
from common.barcode.encode.engines import zint
from common.barcode.encode.symbol_choice import Choice, Rows
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError, OptionError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Reading, Symbol

_STANDARD_MODE = 4
_ENHANCED_MODE = 5
_NUMERIC_CARRIER = 2
_ALPHANUMERIC_CARRIER = 3
_MAX_POSTCODE = 6  # characters of a postcode that is not digits only
_LEVELS = {"STANDARD": _STANDARD_MODE, "ENHANCED": _ENHANCED_MODE}
# A structured carrier message: [)> RS 01 GS year, postcode GS country GS service GS and the rest.
_CARRIER = re.compile(
    "(\\[\\)>\x1e01\x1d\\d\\d)([0-9A-Z ]{1,9})\x1d(\\d{3})\x1d(\\d{3})\x1d(.*)", re.DOTALL
)
# A hexagon is 0.88 mm wide (W); rows are 0.76 mm apart (Y). ISO/IEC 16023:2000, 4.11.4.
_RULE = PrintRule(0.88, 0.82, 0.94, 25.02)


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode text in mode 4, or 5 with ``ecc`` ENHANCED; carrier messages in mode 2 or 3."""
    if options.mode is not None and options.ecc is not None:
        raise OptionError.of(
            "ecc",
            "option.conflict",
            "mode and ecc both choose the mode.",
            "Give mode 4 for STANDARD or 5 for ENHANCED, and leave ecc out.",
        )
    mode = options.mode or _mode_of(data, options)
    if mode in (_NUMERIC_CARRIER, _ALPHANUMERIC_CARRIER):
        return _symbol(_carrier(data, mode, options), data, data.encode(), None)
    content = payload.of("maxicode", data, options)

    def draw(values: Mapping[str, str]) -> Rows:
        return content.rows(
            "maxicode",
            zint.Kind.MAXICODE,
            option_1=int(values.get("mode", _STANDARD_MODE)),
        )

    # Mode 4 has less error correction, and holds more data.
    less = (str(_STANDARD_MODE),) if mode == _ENHANCED_MODE else ()
    rows = symbol_choice.draw("maxicode", [Choice("mode", str(mode), less)], draw)
    return _symbol(rows, data, content.content, content.exact)


def _mode_of(data: str, options: DrawOptions) -> int:
    """Return the mode that the data suits if the request names none."""
    # An explicit level or character set selects mode 4 or 5, where a carrier message is plain text.
    is_plain_text = not any(getattr(options, name) for name in payload.OPTIONS)
    match = _CARRIER.fullmatch(data) if options.ecc is None and is_plain_text else None
    if match and match[2].isdigit():
        return _NUMERIC_CARRIER
    if match and len(match[2]) <= _MAX_POSTCODE:
        return _ALPHANUMERIC_CARRIER
    return _LEVELS[matrix.level("maxicode", options, _LEVELS, "STANDARD")]


def _carrier(data: str, mode: int, options: DrawOptions) -> tuple[bytes, ...]:
    """Return the rows in mode 2 or 3, whose primary message is postcode, country and service."""
    for name in payload.OPTIONS:
        if getattr(options, name) is not None:
            raise OptionError.of(
                name,
                "option.not_applicable",
                f"A carrier message, mode {mode}, has no {name}.",
                "Leave it out, or give mode 4 or 5.",
            )
    numeric = mode == _NUMERIC_CARRIER
    match = _CARRIER.fullmatch(data)
    if not match or not (match[2].isdigit() if numeric else len(match[2]) <= _MAX_POSTCODE):
        postcode = "up to 9 digits" if numeric else "up to 6 capitals, digits and spaces"
        raise DataError.of(
            "data",
            "maxicode.bad_form",
            f"Mode {mode} carries a carrier message with a postcode of {postcode}.",
            "Give [)>, RS, 01, GS, the year, the postcode, GS, the country, GS, the class of"
            " service, GS and the rest; or leave mode out.",
        )
    header, postcode, country, service, rest = match.groups()
    return zint.encode(
        "maxicode",
        zint.Kind.MAXICODE,
        f"{header}{rest}",
        option_1=mode,
        # The primary message of mode 3 has six characters of postcode, filled up with spaces.
        primary=f"{postcode if numeric else postcode.ljust(_MAX_POSTCODE)}{country}{service}",
    )


def _symbol(rows: tuple[bytes, ...], data: str, content: bytes, exact: bytes | None) -> Symbol:
    # zxing-cpp finds MaxiCode only upright and without text near it.
    reading = Reading(("MaxiCode",), content=content, bare=True)
    return matrix.symbol(
        "maxicode", rows, data, reading, quiet_zone=1, shape="hexagonal", rule=_RULE, content=exact
    )


SYMBOLOGY = Symbology(
    id="maxicode",
    title="MaxiCode",
    standard="ISO/IEC 16023:2000",
    family="matrix",
    example="MaxiCode, 93 characters at most",
    characters=payload.ANY_TEXT,
    lengths="1 to 138 digits or 93 capitals, 77 with ecc ENHANCED",
    max_characters=140,
    check_digit="",
    encode=encode,
    options=("ecc", "mode", *payload.OPTIONS),
    ranges={"mode": range(2, 6)},
    ecc_levels=tuple(_LEVELS),
    note="Carrier messages ([)>…) are drawn in mode 2 or 3, anything else in mode 4 or 5.",
)
