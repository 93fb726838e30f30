"""Symbols of one row of bars: their common quiet zone and printed sizes."""

from functools import cache, lru_cache

from common.barcode.model import sizes
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import BearerBars, PrintRule, QuietZone, Reading, Row, Symbol

QUIET_ZONE = 10  # modules left and right, unless the standard gives another width
_MIN_HEIGHT_MM = 5.0
_MIN_HEIGHT_PER_WIDTH = 0.15
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
    bearer_bars: BearerBars = "none",
    warnings: tuple[str, ...] = (),
) -> Symbol:
    """Return the Symbol of one row.

    Args:
        id: id of the symbology.
        modules: a byte a module, 1 is dark.
        data: data as encoded, with check digits.
        reading: the result that a decoder must report; None if none supports the symbology.
        text: the human-readable text; None prints *data*.
        quiet_zone: modules left and right.
        rule: printed sizes; None makes the bars 15 % of the width high and at least 5 mm, as
            ISO/IEC 15417, 16388 and 16390 recommend.
        bearer_bars: bars above and below, or a frame.
        warnings: remarks for the caller, one sentence each.
    """
    return Symbol(
        symbology=id,
        shape="linear",
        rows=(Row(modules),),
        quiet_zone=_quiet_zone(quiet_zone),
        data=data,
        text=data if text is None else text,
        print_rule=rule or _industrial(len(modules)),
        reading=reading,
        bearer_bars=bearer_bars,
        warnings=warnings,
    )


def fits(modules: bytes, options: DrawOptions) -> bool:
    """Return True if *modules* with quiet zones fit the width of *options*, if it is given.

    Symbologies whose wide elements may be two or three modules use three if they fit.

    Raises:
        OptionError: the sizes in *options* contradict each other.
    """
    if options.width is None:
        return True
    requested = sizes.from_options(options)
    module = requested.module or 1
    zone = max(QUIET_ZONE * module, requested.quiet_zone or 0)
    return len(modules) * module + 2 * zone <= options.width


@cache
def _quiet_zone(modules: int) -> QuietZone:
    return QuietZone(modules, modules)


@lru_cache(maxsize=1024)
def _industrial(width: int) -> PrintRule:
    proportional = _MIN_HEIGHT_PER_WIDTH * width * _MODULE_MM
    return PrintRule(_MODULE_MM, height_mm=round(max(_MIN_HEIGHT_MM, proportional), 2))
