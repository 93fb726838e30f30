"""Makes Symbols of one row of bars: the quiet zones and printed sizes they share."""

from common.barcode.model import sizes
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import PrintRule, QuietZone, Reading, Row, Symbol

QUIET_ZONE = 10  # modules left and right where a standard says nothing else
_LEAST_HEIGHT_MM = 5.0
_LEAST_HEIGHT_PER_WIDTH = 0.15
_MODULE_MM = 0.330


def symbol(
    id: str,
    modules: bytes,
    data: str,
    reading: Reading | None,
    *,
    text: str | None = None,
    quiet_zone: int = QUIET_ZONE,
    rule: PrintRule | None = None,
    bearer_bars: bool = False,
    warnings: tuple[str, ...] = (),
) -> Symbol:
    """Make the Symbol of one row.

    Args:
        id: of the symbology.
        modules: a byte a module, 1 is dark.
        data: as encoded, with check digits.
        reading: what a reader must report; None where none knows the symbology.
        text: the human-readable line, where it isn't *data*.
        quiet_zone: modules left and right.
        rule: printed sizes; the bars are 15 % of the width high and at least 5 mm, as ISO/IEC
            15417, 16388 and 16390 recommend, where it is None.
        bearer_bars: True for bars above and below.
        warnings: what the caller should know of the symbol, one sentence each.
    """
    return Symbol(
        symbology=id,
        shape="linear",
        rows=(Row(modules),),
        quiet_zone=QuietZone(quiet_zone, quiet_zone),
        data=data,
        text=data if text is None else text,
        print_rule=rule or _industrial(len(modules)),
        reading=reading,
        bearer_bars=bearer_bars,
        warnings=warnings,
    )


def fits(modules: bytes, options: DrawOptions) -> bool:
    """Tell whether a row of *modules* has room in the width that *options* name, if any.

    A symbology whose wide elements may be two modules or three draws three where they fit.

    Raises:
        OptionError: the sizes that *options* name are none.
    """
    if options.width is None:
        return True
    asked = sizes.measure(options)
    module = asked.module or 1
    zone = max(QUIET_ZONE * module, asked.quiet_zone or 0)
    return len(modules) * module + 2 * zone <= options.width


def _industrial(width: int) -> PrintRule:
    proportional = _LEAST_HEIGHT_PER_WIDTH * width * _MODULE_MM
    return PrintRule(_MODULE_MM, height_mm=round(max(_LEAST_HEIGHT_MM, proportional), 2))
