"""Makes Symbols of square modules and of stacked rows, and says what carries text beyond ASCII."""

from collections.abc import Sequence
from itertools import cycle

from common.barcode.model.errors import OptionError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, QuietZone, Reading, Row, Shape, Symbol

# Of these zxing-cpp misses pictures at 1 px a module: Data Matrix beside text, the other always.
_FAINT = ("DataMatrix", "MicroPDF417")
UTF8 = 26  # AIM ECI 26: the bytes that follow are UTF-8


def eci(data: str) -> int:
    """Return the Extended Channel Interpretation that announces *data*; 0 where none is needed."""
    return 0 if data.isascii() else UTF8


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
    """Make the Symbol of several rows.

    Args:
        id: of the symbology.
        rows: top to bottom, a byte a module, 1 is dark.
        data: as encoded.
        reading: what a reader must report; None where none knows the symbology.
        quiet_zone: modules on all four sides.
        shape: ``matrix``, or another that is not linear.
        heights: of the rows in modules, top to bottom, repeated as often as needed.
        rule: printed sizes.
        text: the human-readable line; most have none.
        warnings: what the caller should know of the symbol, one sentence each.
    """
    return Symbol(
        symbology=id,
        shape=shape,
        rows=tuple(map(Row, rows, cycle(heights))),
        quiet_zone=QuietZone(quiet_zone, quiet_zone, quiet_zone, quiet_zone),
        data=data,
        text=text,
        print_rule=rule or PrintRule(),
        reading=reading,
        warnings=warnings,
        least_module_px=2 if reading and reading.formats[0] in _FAINT else 1,
    )


def level(id: str, options: DrawOptions, levels: dict[str, int], default: str) -> int:
    """Return the engine's number of the error correction that *options* ask for by ``ecc``.

    Raises:
        OptionError: ``<id>.bad_ecc`` listing *levels*.
    """
    name = (options.ecc or default).strip().upper().removesuffix("%")
    number = levels.get(name)
    if number is None:
        raise OptionError.of(
            "ecc",
            f"{id}.bad_ecc",
            f"There is no error correction {name[:20]!r} here.",
            f"Use {', '.join(levels)}; without it, {default} is used.",
            default,
        )
    return number
