"""Aztec Code, its compact form and Aztec Runes. ISO/IEC 24778:2008."""

from common.barcode.encode import matrix, validation
from common.barcode.encode.engines import zint
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, Reading, Symbol

_LEVELS = {"10": 1, "23": 2, "36": 3, "50": 4}
_COMPACT = range(1, 5)  # option_2 of zint: the sizes with a compact core, smallest first
_RULE = PrintRule(module_mm=0.5)


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode *data* with an error correction of ``ecc`` percent: 10, 23 (the default), 36 or 50."""
    level = matrix.level("aztec", options, _LEVELS, "23")
    rows = zint.encode("aztec", zint.Kind.AZTEC, data, option_1=level, eci=matrix.eci(data))
    return _symbol("aztec", rows, data, Reading(("Aztec", "AztecCode"), content=data.encode()))


def encode_compact(data: str, options: DrawOptions) -> Symbol:
    """Encode *data* in the smallest of the four sizes with a compact core."""
    rows = zint.encode_smallest(
        "aztec_compact", zint.Kind.AZTEC, data, _COMPACT, eci=matrix.eci(data)
    )
    reading = Reading(("Aztec", "AztecCode"), content=data.encode())
    return _symbol("aztec_compact", rows, data, reading)


def encode_rune(data: str, options: DrawOptions) -> Symbol:
    """Encode a number from 0 to 255."""
    validation.require_digits("aztec_rune", data)
    number = int(data)
    if number > 255:
        raise DataError.of(
            "data", "aztec_rune.too_great", f"{number} is too large.", "Give 0 to 255."
        )
    rows = zint.encode("aztec_rune", zint.Kind.AZRUNE, str(number))
    # A rune is read as three digits.
    reading = Reading(("AztecRune", "Aztec"), f"{number:03}")
    return _symbol("aztec_rune", rows, f"{number:03}", reading)


def _symbol(id: str, rows: tuple[bytes, ...], data: str, reading: Reading) -> Symbol:
    # Aztec needs no quiet zone: readers find it by the bullseye in its middle (ISO/IEC 24778).
    return matrix.symbol(id, rows, data, reading, quiet_zone=0, rule=_RULE)


SYMBOLOGY = (
    Symbology(
        id="aztec",
        title="Aztec Code",
        standard="ISO/IEC 24778:2008",
        family="matrix",
        example="AZTEC CODE 2008",
        characters=matrix.ANY_TEXT,
        lengths="1 to 3,832 digits, 3,067 capitals or 1,914 bytes, fewer with more correction",
        max_characters=3832,
        check_digit="",
        encode=encode,
        options=("ecc",),
        ecc_levels=tuple(_LEVELS),
        aliases=("azteccode",),
    ),
    Symbology(
        id="aztec_compact",
        title="Aztec Code, compact",
        standard="ISO/IEC 24778:2008",
        family="matrix",
        example="COMPACT",
        characters=matrix.ANY_TEXT,
        lengths="1 to 110 digits, 89 capitals or 53 bytes",
        max_characters=110,
        check_digit="",
        encode=encode_compact,
        aliases=("azteccodecompact",),
    ),
    Symbology(
        id="aztec_rune",
        title="Aztec Rune",
        standard="ISO/IEC 24778:2008, annex A",
        family="matrix",
        example="125",
        characters="digits",
        lengths="a number from 0 to 255",
        max_characters=3,
        check_digit="",
        encode=encode_rune,
        aliases=("aztecrunes", "azrune"),
    ),
)
