"""A layout as outlines: rectangles and glyph contours in dots, y downwards from the top."""

import re
from collections.abc import Iterator

from common.barcode.layout import font, hexagons
from common.barcode.layout.placement import Layout

_RUN = re.compile(b"\x01+")


def runs(modules: bytes) -> list[tuple[int, int]]:
    """Return the first module of every run of dark modules, and the module after its last."""
    return [run.span() for run in _RUN.finditer(modules)]


def rectangles(layout: Layout) -> Iterator[tuple[float, int, float, int]]:
    """Yield left, top, width and height of every dark rectangle, in dots."""
    if layout.hexagons:
        return
    for band in layout.bands:
        # One rectangle for a run of modules: viewers would show a hairline between two.
        for start, end in runs(band.modules):
            left, width = reduced(
                band.left + start * band.module, (end - start) * band.module, layout
            )
            yield left, band.top, width, band.height
    for box in layout.boxes:
        yield box.left, box.top, box.width, box.height


def reduced(left: int, width: int, layout: Layout) -> tuple[float, float]:
    """Return the left edge and the width of a bar, narrower by the reduction of *layout*."""
    if not layout.reduction:
        return left, width
    # A thousandth of a dot is finer than any plate.
    return round(left + layout.reduction / 2, 3), round(width - layout.reduction, 3)


def polygons(layout: Layout) -> Iterator[hexagons.Polygon]:
    """Yield the outlines of MaxiCode's hexagons and rings, in dots; holes are reversed."""
    if not layout.hexagons:
        return
    # The first row begins at the left edge; odd rows are half a module to the right.
    place = (layout.bands[0].left, layout.bands[0].top, layout.module)
    yield from hexagons.hexagons([band.modules for band in layout.bands], *place)
    for outer, inner in hexagons.rings(*place):
        yield outer
        yield inner


def characters(layout: Layout) -> Iterator[tuple[str, int, int]]:
    """Yield every printed character with its pen position and the row of its baseline, in dots."""
    for line in layout.lines:
        for character, pen in zip(line.text, line.pens, strict=True):
            if not character.isspace():
                yield character, pen, line.baseline


def curves(contour: font.Contour) -> tuple[tuple[int, int], list[tuple[int, int, int, int]]]:
    """Return the start of *contour* and its quadratic pieces: control x, y and end x, y.

    Two consecutive off-curve points imply an on-curve point half-way between them (OpenType 1.9,
    glyf). A straight line is a piece whose control point is its end.
    """
    first = next((at for at, (_, _, on) in enumerate(contour) if on), None)
    if first is None:  # no point is on the curve: begin at an implied one
        (ax, ay, _), (bx, by, _) = contour[-1], contour[0]
        start = ((ax + bx) // 2, (ay + by) // 2)
        rest = contour
    else:
        start = contour[first][:2]
        rest = contour[first + 1 :] + contour[:first]
    pieces = []
    # The off-curve point that waits for the end of its piece.
    control: tuple[int, int] | None = None
    for x, y, on in (*rest, (*start, True)):
        if on:
            cx, cy = control or (x, y)
            pieces.append((cx, cy, x, y))
            control = None
            continue
        if control is not None:
            pieces.append((*control, (control[0] + x) // 2, (control[1] + y) // 2))
        control = (x, y)
    return start, pieces
