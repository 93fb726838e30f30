"""Symbols of square modules or stacked rows, and their error correction level."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import cycle

from common.barcode.encode import symbol_choice
from common.barcode.model.errors import OptionError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, QuietZone, Reading, Row, Shape, Symbol

# zxing-cpp misses these at 1 px a module: Data Matrix near text, MicroPDF417 always.
_NEED_2_PX = ("DataMatrix", "MicroPDF417")


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
    content: bytes | None = None,
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
        content: the bytes that a decoder of the project must report; None for *data*.
    """
    return Symbol(
        symbology=id,
        shape=shape,
        # Rows with separators repeat the same heights from top to bottom.
        rows=tuple(map(Row, rows, cycle(heights))),
        quiet_zone=_quiet_zone(quiet_zone),
        data=data,
        text=text,
        print_rule=rule or PrintRule(),
        reading=reading,
        warnings=warnings,
        content=content,
        min_module_px=2 if reading and reading.formats[0] in _NEED_2_PX else 1,
    )


@cache
def _quiet_zone(modules: int) -> QuietZone:
    return QuietZone(modules, modules, modules, modules)


def level(id: str, options: DrawOptions, levels: Mapping[str, int], default: str) -> str:
    """Return the error correction level that the option ``ecc`` names.

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
    if name not in levels:
        raise OptionError.of(
            "ecc",
            f"{id}.bad_ecc",
            f"There is no error correction level {name[:20]!r}.",
            f"Use {', '.join(levels)}; the default is {default}.",
            default,
        )
    return name


def level_choice(
    id: str, options: DrawOptions, levels: Mapping[str, int], default: str
) -> list[symbol_choice.Choice]:
    """Return the choice of the error correction level, by the arguments of `level`.

    Raises:
        OptionError: ``<id>.bad_ecc``: *levels*, weakest first, has no such name.
    """
    name = level(id, options, levels, default)
    return symbol_choice.level(name, tuple(levels), is_given=options.ecc is not None)
