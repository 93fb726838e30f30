"""SVG: one path for the bars, outlines for the text. W3C SVG 1.1, second edition."""

from functools import cache, lru_cache
from html import escape

from common.barcode.layout import font
from common.barcode.layout.placement import Band, Layout
from common.barcode.model.sizes import millimetres
from common.barcode.render import vector_paths
from common.barcode.render.colours import Colour
from common.barcode.render.image_format import Drawing, ImageFormat


def render(drawing: Drawing) -> bytes:
    """Return *drawing* as SVG with one unit a dot, sized in px or in mm."""
    layout = drawing.layout
    width, height = drawing.size
    head = '<svg xmlns="http://www.w3.org/2000/svg"'
    parts = [f'{head}{size_attributes(drawing)} viewBox="0 0 {width} {height}"{_label(layout)}>']
    # A transparent background is no rectangle, not one of opacity 0, which some editors select.
    if drawing.colours.background[3]:
        fill = _paint(drawing.colours.background)
        parts.append(f'<rect width="{width}" height="{height}"{fill}/>')
    rotation = ROTATIONS[drawing.rotation].format(width=width, height=height)
    # One group: bars and text share rotation and colour.
    parts.append(f"<g{rotation}{_paint(drawing.colours.foreground)}>")
    # Anti-aliased edges of bars would change their widths.
    parts.append(f'<path shape-rendering="crispEdges" d="{_bars(layout)}"/>')
    if layout.lines:
        parts.append(_text(layout))
    parts.append("</g></svg>\n")
    return "".join(parts).encode()


def size_attributes(drawing: Drawing) -> str:
    """Return width and height as attributes, in px or in mm."""
    width, height = drawing.size
    # Without sizes in mm, a unit is a CSS pixel, as in the raster formats.
    if not drawing.in_mm:
        return f' width="{width}" height="{height}"'
    wide, high = (f"{millimetres(side, drawing.dpi):g}mm" for side in (width, height))
    return f' width="{wide}" height="{high}"'


ROTATIONS = {
    0: "",
    90: ' transform="translate({width} 0) rotate(90)"',
    180: ' transform="translate({width} {height}) rotate(180)"',
    270: ' transform="translate(0 {height}) rotate(270)"',
}


def _label(layout: Layout) -> str:
    """Return the printed text as an attribute for screen readers, which can't read outlines."""
    if not layout.lines:
        return ' role="img"'
    text = " ".join([line.text for line in layout.lines])
    return f' role="img" aria-label="{escape(text)}"'


@lru_cache(maxsize=256)
def _paint(colour: Colour) -> str:
    red, green, blue, alpha = colour
    opacity = f' fill-opacity="{alpha / 255:.3g}"' if alpha < 255 else ""
    return f' fill="#{red:02x}{green:02x}{blue:02x}"{opacity}'


def _bars(layout: Layout) -> str:
    if layout.hexagons:
        return "".join(
            [
                f"M{'L'.join([f'{x:.2f} {y:.2f}' for x, y in polygon])}z"
                for polygon in vector_paths.polygons(layout)
            ]
        )
    boxes = [
        f"M{box.left} {box.top}h{box.width}v{box.height}h-{box.width}z" for box in layout.boxes
    ]
    return "".join([*(_band(band, layout) for band in layout.bands), *boxes])


def _band(band: Band, layout: Layout) -> str:
    # The left edge of the first module, and the bars after their left edges.
    left, _ = vector_paths.reduced(band.left, 0, layout)
    module, ends = band.module, _BarEnds(band, layout.reduction)
    # Neighbouring dark modules are one bar: a seam between two would show at some zoom levels.
    runs = vector_paths.runs(band.modules)
    return "".join([f"M{left + start * module}{ends[end - start]}" for start, end in runs])


class _BarEnds(dict[int, str]):
    """Path of a bar after its left edge, by its modules; cached, as few widths occur."""

    def __init__(self, band: Band, reduction: float) -> None:
        super().__init__()
        self._key = (band.top, band.height, band.module, reduction)

    def __missing__(self, modules: int) -> str:
        top, height, module, reduction = self._key
        width = round(modules * module - reduction, 3) if reduction else modules * module
        path = self[modules] = f" {top}h{width}v{height}h-{width}z"
        return path


def _text(layout: Layout) -> str:
    """Return the text in font units, scaled and with the y axis flipped."""
    scale = f"{layout.size / font.units_per_em():.6g}"
    head = f'<path transform="matrix({scale} 0 0 -{scale} '
    return "".join(
        [
            f'{head}{pen} {line.baseline})" d="{_glyph(character)}"/>'
            for line in layout.lines
            for character, pen in zip(line.text, line.pens, strict=True)
            if character != " "
        ]
    )


@cache
def _glyph(character: str) -> str:
    parts = []
    for contour in font.glyph(character).contours:
        (x, y), pieces = vector_paths.curves(contour)
        parts.append(f"M{x} {y}")
        # A straight line is a piece whose control point is its end.
        for cx, cy, ex, ey in pieces:
            parts.append(f"L{ex} {ey}" if (cx, cy) == (ex, ey) else f"Q{cx} {cy} {ex} {ey}")
        parts.append("z")
    return "".join(parts)


FORMAT = ImageFormat(
    id="SVG",
    title="Scalable Vector Graphics: sharp at any size, for web and print",
    extension="svg",
    media_type="image/svg+xml",
    kind="vector",
    render=render,
    exact_dpi=True,
    px_dpi=96,  # CSS Values and Units 3, 6.2: a px is 1/96 inch
)
