"""Symbols of postal bars, which have two or four heights."""

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
    """Return the Symbol of postal *rows*; zxing-cpp supports none of them.

    Args:
        id: id of the symbology.
        rows: ascenders, trackers and descenders from top to bottom, or tall parts and short parts.
        data: data as encoded.
        heights: heights of the rows in modules.
        module_mm: nominal width of a bar, and of a space.
        quiet_zone: clear zone.
        text: the human-readable text.
    """
    # The height is fixed: bars of three or four heights lose their meaning if they are stretched.
    return Symbol(
        symbology=id,
        shape="postal",
        rows=tuple(Row(row, height) for row, height in zip(rows, heights, strict=True)),
        quiet_zone=quiet_zone,
        data=data,
        text=text,
        print_rule=PrintRule(module_mm, height_mm=round(sum(heights) * module_mm, 2)),
    )
