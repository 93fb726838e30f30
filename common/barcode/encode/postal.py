"""Makes Symbols of postal bars: two or four states, told apart by their height."""

from collections.abc import Sequence

from common.barcode.model.symbol import PrintRule, QuietZone, Row, Symbol


def symbol(
    id: str,
    rows: tuple[bytes, ...],
    data: str,
    *,
    heights: Sequence[float],
    module_mm: float,
    quiet_zone: QuietZone,
    text: str = "",
) -> Symbol:
    """Make the Symbol of postal *rows*; zxing-cpp reads none of them.

    Args:
        id: of the symbology.
        rows: ascender, tracker and descender from top to bottom, or tall part and short part.
        data: as encoded.
        heights: of the rows, in modules.
        module_mm: width of a bar, and of the space beside it.
        quiet_zone: clear zone.
        text: the human-readable line.
    """
    return Symbol(
        symbology=id,
        shape="postal",
        rows=tuple(Row(row, height) for row, height in zip(rows, heights, strict=True)),
        quiet_zone=quiet_zone,
        data=data,
        text=text,
        print_rule=PrintRule(module_mm, height_mm=round(sum(heights) * module_mm, 2)),
    )
