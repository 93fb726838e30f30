"""How much paper the standards require around symbols."""

from functools import cache

from common.barcode.encode import symbology
from common.barcode.model.errors import BarcodeError
from common.barcode.model.options import DrawOptions


@cache
def required(id: str) -> tuple[float, ...]:
    """Return the quiet zones of a symbology in modules; () if it is not known here.

    Args:
        id: of the symbology.

    Returns:
        The left and the right one of bars, the narrowest one of cells.
    """
    try:
        # The zone depends on the symbology alone, so that its example has the same.
        kind = symbology.find(id)
        symbol = kind.make(kind.example, DrawOptions(data=kind.example, format=id))
    except BarcodeError:
        return ()
    zone = symbol.quiet_zone
    if symbol.shape == "matrix":
        return (min(zone.left, zone.right, zone.top, zone.bottom),)
    return zone.left, zone.right
