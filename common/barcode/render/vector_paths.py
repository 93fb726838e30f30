"""A layout as outlines: rectangles and glyph contours in dots, y downwards from the top."""

import re
from collections.abc import Iterator

from common.barcode.layout import font, hexagons
from common.barcode.layout.placement import Layout

_RUN = re.compile(b"\x01+")


def runs(modules: bytes) -> list[tuple[int, int]]:
    """Return first module and the one after the last of every run of dark ones."""
    return [run.span() for run in _RUN.finditer(modules)]


def rectangles(layout: Layout) -> Iterator[tuple[int, int, int, int]]:
    """Yield left, top, width and height of every run of dark modules, in dots."""
    if layout.hexagons:
        return
    module = layout.module
    for band in layout.bands:
        for start, end in runs(band.modules):
            yield band.left + start * module, band.top, (end - start) * module, band.height


def polygons(layout: Layout) -> Iterator[hexagons.Polygon]:
    """Yield the outlines of MaxiCode's hexagons and rings, in dots; holes run the other way."""
    if not layout.hexagons:
        return
    place = (layout.bands[0].left, layout.bands[0].top, layout.module)
    yield from hexagons.hexagons([band.modules for band in layout.bands], *place)
    for outer, inner in hexagons.rings(*place):
        yield outer
        yield inner


def characters(layout: Layout) -> Iterator[tuple[str, int, int]]:
    """Yield every printed character with its pen's dot and its baseline's row."""
    for line in layout.lines:
        for character, pen in zip(line.text, line.pens, strict=True):
            if not character.isspace():
                yield character, pen, line.baseline


def curves(contour: font.Contour) -> tuple[tuple[int, int], list[tuple[int, int, int, int]]]:
    """Return the start of *contour* and its quadratic pieces: control x, y and end x, y.

    Two off-curve points in a row have an on-curve point half-way between them; a straight line is
    a piece whose control point is its end.
    """
    first = next((at for at, (_, _, on) in enumerate(contour) if on), None)
    if first is None:
        (ax, ay, _), (bx, by, _) = contour[-1], contour[0]
        start = ((ax + bx) // 2, (ay + by) // 2)
        rest = contour
    else:
        start = contour[first][:2]
        rest = contour[first + 1 :] + contour[:first]
    pieces = []
    pull: tuple[int, int] | None = None
    for x, y, on in (*rest, (*start, True)):
        if on:
            cx, cy = pull or (x, y)
            pieces.append((cx, cy, x, y))
            pull = None
            continue
        if pull is not None:
            pieces.append((*pull, (pull[0] + x) // 2, (pull[1] + y) // 2))
        pull = (x, y)
    return start, pieces
