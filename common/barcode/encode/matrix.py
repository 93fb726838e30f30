"""Symbols of square modules or stacked rows, and their common options: ECI and error correction."""

import difflib
from collections.abc import Sequence
from itertools import cycle

from common.barcode.model.errors import DataError, OptionError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, QuietZone, Reading, Row, Shape, Symbol

# zxing-cpp misses these at 1 px a module: Data Matrix near text, MicroPDF417 always.
_NEED_2_PX = ("DataMatrix", "MicroPDF417")
# Character sets that payment and logistics standards name, by their IANA names.
CHARSETS = {
    "utf-8": "utf-8",
    "us-ascii": "ascii",
    **{f"iso-8859-{part}": f"iso8859-{part}" for part in (1, 2, 4, 5, 7, 10, 15)},
    "windows-1252": "cp1252",
    "shift_jis": "shift_jis",
}
UTF8 = 26  # AIM ECI 000026: the bytes that follow are UTF-8
# `Symbology.characters` of symbologies that use `eci`.
ANY_TEXT = "any text; an ECI announces text that is not ASCII as UTF-8"


def eci(data: str) -> int:
    """Return the Extended Channel Interpretation of *data*; 0 for ASCII, which needs none."""
    # Readers agree on ASCII without an ECI; for other text they guess, so that it is announced.
    return 0 if data.isascii() else UTF8


def encoded(id: str, data: str, charset: str | None) -> tuple[str | bytes, int, bytes]:
    """Return *data* for a symbology with a byte mode.

    Args:
        id: id of the symbology, for the error.
        data: the text.
        charset: the character set to encode it in; None announces UTF-8 by an ECI if it is needed.

    Returns:
        The data for the engine, the ECI to announce (0 for none), and the bytes of the symbol.

    Raises:
        DataError: ``<id>.bad_character`` if the character set lacks a character.
    """
    if charset is None:
        return data, eci(data), data.encode()
    try:
        content = data.encode(CHARSETS[charset.casefold()])
    except UnicodeEncodeError as error:
        raise DataError.of(
            "data",
            f"{id}.bad_character",
            f"Character {error.start + 1} is not in {charset.upper()}.",
            "Leave charset out, which announces UTF-8, or replace the character.",
        ) from None
    return content, 0, content


def charset_of(options: DrawOptions) -> str | None:
    """Return the option ``charset``.

    Raises:
        OptionError: ``option.bad_value``: it is none of CHARSETS.
    """
    name = options.charset
    if name is not None and name.casefold() not in CHARSETS:
        near = difflib.get_close_matches(name.casefold()[:20], CHARSETS, n=1)
        raise OptionError.of(
            "charset",
            "option.bad_value",
            f"The character set {name[:20]!r} is not supported.",
            f"Use one of {', '.join(CHARSETS)}.",
            *near,
        )
    return name


def symbol(
    id: str,
    rows: tuple[bytes, ...],
    data: str,
    reading: Reading | None,
    *,
    quiet_zone: int,
    shape: Shape = "matrix",
    heights: Sequence[float] = (1,),
    rule: PrintRule | None = None,
    text: str = "",
    warnings: tuple[str, ...] = (),
) -> Symbol:
    """Return the Symbol of several rows.

    Args:
        id: id of the symbology.
        rows: top to bottom, a byte a module, 1 is dark.
        data: data as encoded.
        reading: the result that a decoder must report; None if none supports the symbology.
        quiet_zone: modules on all four sides.
        shape: ``matrix``, or another that is not linear.
        heights: heights of the rows in modules, top to bottom, repeated as needed.
        rule: printed sizes.
        text: the human-readable text; most symbologies have none.
        warnings: remarks for the caller, one sentence each.
    """
    return Symbol(
        symbology=id,
        shape=shape,
        # Rows with separators repeat the same heights from top to bottom.
        rows=tuple(map(Row, rows, cycle(heights))),
        quiet_zone=QuietZone(quiet_zone, quiet_zone, quiet_zone, quiet_zone),
        data=data,
        text=text,
        print_rule=rule or PrintRule(),
        reading=reading,
        warnings=warnings,
        min_module_px=2 if reading and reading.formats[0] in _NEED_2_PX else 1,
    )


def level(id: str, options: DrawOptions, levels: dict[str, int], default: str) -> int:
    """Return the number of the error correction level that the option ``ecc`` names.

    Args:
        id: id of the symbology, for the error.
        options: options of the barcode.
        levels: numbers of the engine by name.
        default: name of the level if ``ecc`` is not given.

    Raises:
        OptionError: ``<id>.bad_ecc``: *levels* has no such name.
    """
    # A query string may hold l or 23%25.
    name = (options.ecc or default).strip().upper().removesuffix("%")
    number = levels.get(name)
    if number is None:
        raise OptionError.of(
            "ecc",
            f"{id}.bad_ecc",
            f"There is no error correction level {name[:20]!r}.",
            f"Use {', '.join(levels)}; the default is {default}.",
            default,
        )
    return number
