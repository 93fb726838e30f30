"""QR Code: any text, square. ISO/IEC 18004:2015."""

from collections.abc import Mapping
from math import ceil

from msgspec import structs

from common.barcode.encode import matrix, payload, structured_append, symbol_choice
from common.barcode.encode.engines import zint
from common.barcode.encode.payload import Payload
from common.barcode.encode.symbol_choice import Rows
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import OptionError
from common.barcode.model.options import DrawOptions
from common.barcode.model.style_options import STYLE_OPTIONS
from common.barcode.model.symbol import PrintRule, QuietZone, Reading, Symbol

_KIND, _TEXT = zint.Kind.QRCODE, zint.Mode.UNICODE
# Numeric, alphanumeric and byte mode.
_ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_MODES = {
    code: "0" if chr(code).isdigit() else "A" if chr(code) in _ALPHANUMERIC else "b"
    for code in range(128)
}
_MAX_PATTERN, _MAX_VERSIONS = 256, 1_024
# The smallest version at level M, by the pattern of the data.
_versions: dict[str, int] = {}
LEVELS = {"L": 1, "M": 2, "Q": 3, "H": 4}
FORMATS = ("QRCode", "QRCodeModel2")
RULE = PrintRule(module_mm=0.5)
_SWISS_WIDTH, _SWISS_ZONE = 46, 5  # mm
SIZES = tuple(map(str, range(1, 41)))  # versions
# ISO/IEC 18004:2015, 7.8.2: eight masks.
CHOICES = {"symbol_size": SIZES, "mask": tuple("01234567")}


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode *data* at error correction ``ecc``: L, M (the default), Q or H."""
    # ISO/IEC 18004:2015, 7.4.2: without an ECI, the application defines the character set.
    sequence = structured_append.of("QR Code", options, structured_append.QR)
    content = structs.replace(payload.of("qr", data, options), sequence=sequence)
    reading = Reading(FORMATS, content=content.content)
    drawn = rows("qr", content, options)
    symbol = matrix.symbol("qr", drawn, data, reading, quiet_zone=4, rule=RULE)
    symbol = structs.replace(symbol, ecc=level_of(drawn), sequence=sequence)
    return _with_swiss_cross(symbol) if options.swiss_cross else symbol


def _with_swiss_cross(symbol: Symbol) -> Symbol:
    """Return *symbol* as a Swiss QR Code.

    Swiss Implementation Guidelines QR-bill 2.3, 6.3 and 6.4: level M, 46 × 46 mm whatever the
    version, a quiet zone of 5 mm, and the cross in the middle.

    Raises:
        OptionError: the error correction can't repair what the cross covers.
    """
    if symbol.ecc == "L":
        raise OptionError.of(
            "ecc",
            "option.conflict",
            "Level L leaves too little error correction for the Swiss cross.",
            "Set ecc to M, or leave it out.",
            "M",
        )
    module = _SWISS_WIDTH / symbol.width
    # A quiet zone is whole modules: 5 mm are rounded up.
    zone = max(symbol.quiet_zone.left, ceil(_SWISS_ZONE / module))
    return structs.replace(
        symbol,
        has_swiss_cross=True,
        # One dot a module can't show a cross.
        min_module_px=2,
        quiet_zone=QuietZone(zone, zone, zone, zone),
        print_rule=PrintRule(module, module * 0.9, module * 1.1, width_mm=_SWISS_WIDTH),
    )


def rows(id: str, content: Payload, options: DrawOptions) -> Rows:
    """Return the rows of the QR Code *id*, of the requested or the smallest version.

    Without ``ecc``, the level is the strongest one that needs no larger version than M.
    """
    choices = [
        *symbol_choice.size(options, SIZES),
        *matrix.level_choice(id, options, LEVELS, "M"),
    ]

    def draw(values: Mapping[str, str], mask: str | None) -> Rows:
        return content.rows(
            id,
            _KIND,
            option_1=LEVELS[values.get("ecc", "L")],
            option_2=zint.number(values.get("symbol_size")),
            option_3=zint.mask(mask),
        )

    if options.ecc is not None:
        return symbol_choice.draw(id, choices, lambda values: draw(values, options.mask))
    pattern = _pattern(content, options)
    version = _versions.get(pattern)
    if version is None:
        # It is the same with every mask, and comparing the eight takes most of the time.
        sized = symbol_choice.draw(id, choices, lambda values: draw(values, "0"))
        # ISO/IEC 18004:2015, 5.3.1: a side has 17 modules and four for each version.
        version = (len(sized) - 17) // 4
        if len(_versions) >= _MAX_VERSIONS:
            # Emptied as a whole: a record of what was used last would cost every request.
            _versions.clear()
        if pattern:
            _versions[pattern] = version
    # Without a level, the engine uses the strongest one that the version holds.
    return content.rows(id, _KIND, option_2=version, option_3=zint.mask(options.mask))


def _pattern(content: Payload, options: DrawOptions) -> str:
    """Return the least mode that has each character; empty if other things decide the version.

    The modes decide how many bits the data takes (ISO/IEC 18004:2015, 7.4.3 to 7.4.5).
    """
    text = content.given
    is_plain = content.mode == _TEXT and not content.eci and content.sequence is None
    if not is_plain or options.symbol_size is not None or not isinstance(text, str):
        return ""
    return text.translate(_MODES) if text.isascii() and len(text) <= _MAX_PATTERN else ""


def level_of(rows: Rows) -> str:
    """Return the error correction level of a QR Code.

    The first two modules of row 8 have it (ISO/IEC 18004:2015, 7.9.1 and table 12; the mask inverts
    the first of them).
    """
    return {(0, 0): "H", (0, 1): "Q", (1, 0): "M", (1, 1): "L"}[rows[8][0], rows[8][1]]


SYMBOLOGY = Symbology(
    id="qr",
    title="QR Code",
    standard="ISO/IEC 18004:2015",
    family="matrix",
    example="https://example.com/",
    characters=payload.ANY_TEXT,
    lengths="1 to 7,089 digits, 4,296 capitals or 2,953 bytes, fewer with more error correction",
    max_characters=7089,
    check_digit="",
    gs1_twin="gs1_qr",
    encode=encode,
    options=(
        "ecc",
        *payload.OPTIONS,
        *STYLE_OPTIONS,
        *CHOICES,
        "swiss_cross",
        *structured_append.OPTIONS,
    ),
    choices=CHOICES,
    ecc_levels=tuple(LEVELS),
    aliases=("qrcode", "qrcode2005"),
)
