"""A layout in the imaging model that PDF and PostScript share.

The callers give the names of the operators, which differ between the two.

Source: ISO 32000-1:2008, 8.3 to 8.5. A unit is a dot, y downwards from the picture's top.
"""

from collections.abc import Iterator
from functools import lru_cache

from common.barcode.layout import font
from common.barcode.layout.placement import Layout
from common.barcode.render import vector_paths
from common.barcode.render.colours import Colour
from common.barcode.render.image_format import Drawing

_LINE = 4  # pieces a line: a conforming EPS has at most 255 characters a line


def matrix(drawing: Drawing) -> str:
    """Return the matrix from dots to points, y upwards from the bottom, with the rotation."""
    return _matrix(drawing.dpi, drawing.size, drawing.rotation)


@lru_cache(maxsize=256)  # labels of one sheet mostly have barcodes of one size
def _matrix(dpi: int, size: tuple[int, int], rotation: int) -> str:
    scale = 72 / dpi
    width, height = (side * scale for side in size)
    # The y axis of the page points up, that of a layout down.
    a, b, c, d, e, f = {
        0: (scale, 0, 0, -scale, 0, height),
        90: (0, -scale, -scale, 0, width, height),
        180: (-scale, 0, 0, scale, width, 0),
        270: (0, scale, scale, 0, 0, 0),
    }[rotation]
    return " ".join(f"{value:.6g}" for value in (a, b, c, d, e, f))


def paint(colour: Colour, grey: str, rgb: str) -> str:
    """Return the operator that sets the fill colour, after its operands from 0 to 1.

    A colour without hue is set as a grey: black in DeviceGray is printed with black ink only,
    while red, green and blue of 0 are separated into all four inks (ISO 32000-1:2008, 10.3).

    Args:
        colour: the colour; its alpha is ignored.
        grey: operator of DeviceGray.
        rgb: operator of DeviceRGB.
    """
    shades = [f"{value / 255:.4g}" for value in colour[:3]]
    return f"{shades[0]} {grey}" if len(set(shades)) == 1 else f"{' '.join(shades)} {rgb}"


def bars(layout: Layout, rectangle: str, move: str, line: str, close: str) -> str:
    """Return the path of the dark modules.

    Args:
        layout: the layout to draw.
        rectangle: operator that adds a rectangle.
        move: operator that begins a subpath.
        line: operator that adds a line.
        close: operator that closes a subpath.
    """
    parts = [f"{x} {y} {w} {h} {rectangle}" for x, y, w, h in vector_paths.rectangles(layout)]
    for polygon in vector_paths.polygons(layout):
        (x, y), *rest = ((f"{a:.3f}", f"{b:.3f}") for a, b in polygon)
        pieces = [f"{x} {y} {move}", *(f"{a} {b} {line}" for a, b in rest), close]
        parts.append(_wrap(pieces))
    return _wrap(parts)


def text(layout: Layout, move: str, line: str, curve: str, close: str) -> Iterator[tuple[str, str]]:
    """Yield the matrix and the path of every character."""
    scale = layout.size / font.units_per_em()
    for character, x, y in vector_paths.characters(layout):
        yield f"{scale:.6g} 0 0 {-scale:.6g} {x} {y}", glyph(character, move, line, curve, close)


@lru_cache(maxsize=4096)
def glyph(character: str, move: str, line: str, curve: str, close: str) -> str:
    """Return the path of *character* in font units."""
    parts = []
    for contour in font.glyph(character).contours:
        (x, y), pieces = vector_paths.curves(contour)
        parts.append(f"{x} {y} {move}")
        for cx, cy, ex, ey in pieces:
            if (cx, cy) == (ex, ey):
                parts.append(f"{ex} {ey} {line}")
            else:
                # A quadratic curve is a cubic one with both control points two thirds of the way
                # from its ends to the quadratic control point.
                parts.append(
                    f"{(x + 2 * cx) / 3:.1f} {(y + 2 * cy) / 3:.1f} "
                    f"{(ex + 2 * cx) / 3:.1f} {(ey + 2 * cy) / 3:.1f} {ex} {ey} {curve}"
                )
            x, y = ex, ey
        parts.append(close)
    return _wrap(parts)


def _wrap(parts: list[str]) -> str:
    lines = [" ".join(parts[at : at + _LINE]) for at in range(0, len(parts), _LINE)]
    return "\n".join(lines)
