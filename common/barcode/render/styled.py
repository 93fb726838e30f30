"""Styled symbols as SVG, PDF and raster files, all from the same outlines.

Lengths are in dots, y downwards from the top of the picture with its frame, before the rotation.
"""

import base64
import io
from collections.abc import Iterable
from math import ceil
from typing import Any

import resvg_py
from msgspec import Struct, structs
from PIL import Image

from common.barcode.layout import font
from common.barcode.model.style import Logo, Style
from common.barcode.render import styled_pdf, styled_shapes, vector_paths
from common.barcode.render.colours import Colour, Colours
from common.barcode.render.formats import svg
from common.barcode.render.image_format import Drawing, ImageFormat
from common.barcode.render.styled_scene import Scene
from common.barcode.render.styled_shapes import Path

# Image formats of styled symbols. Others have two colours or no curves.
FORMATS = ("PNG", "SVG", "PDF", "JPEG", "WEBP", "GIF", "TIFF", "BMP")
WHITE: Colour = (255, 255, 255, 255)
_FRAME_MODULES = 1.5  # width of the frame's band, in modules
_LABEL_MODULES = 6  # height of the label
_LABEL_SHARE = 0.52  # height of an em of its text, of the label
_LABEL_WIDTH = 0.86  # the widest text, of the label
_HALF = 128  # grey levels below are dark


def scene(drawing: Drawing, style: Style) -> Scene:
    """Return the outlines of *drawing* with the look *style*.

    Args:
        drawing: a matrix symbol without text.
        style: its look.
    """
    layout = drawing.layout
    module = layout.module
    rows = [band.modules for band in layout.bands]
    side = len(rows)
    band, label = frame(module) if style.frame else (0, 0)
    left, top = layout.bands[0].left + band, layout.bands[0].top + band
    hole = _hole(side, style)

    def is_kept(row: int, column: int) -> bool:
        if styled_shapes.is_finder(side, row, column):
            return False
        # Whole modules are left out behind a logo: parts of them would look like defects.
        return not (hole[0] <= column < hole[2] and hole[1] <= row < hole[3])

    paths = [
        *styled_shapes.modules(rows, style.modules, is_kept),
        *styled_shapes.finders(side, style.finders),
    ]
    return Scene(
        width=layout.width + 2 * band,
        height=layout.height + band + (label or band),
        band=band,
        label=label,
        symbol=(left, top, side * module),
        modules=tuple(_placed(path, left, top, module) for path in paths),
        text=tuple(_text(style.frame, layout.width + 2 * band, layout.height + band, label)),
        logo=_logo_box(style.logo, left, top, side * module, style.logo_percent),
    )


def frame(module: int) -> tuple[int, int]:
    """Return the width of the frame's band and the height of its label, for a module of dots."""
    return round(_FRAME_MODULES * module), _LABEL_MODULES * module


def framed(drawing: Drawing, style: Style) -> Drawing:
    """Return *drawing* with the size of the picture with its frame."""
    band, label = frame(drawing.layout.module) if style.frame else (0, 0)
    width, height = drawing.layout.width + 2 * band, drawing.layout.height + band + (label or band)
    layout = structs.replace(drawing.layout, width=width, height=height)
    return structs.replace(drawing, layout=layout)


def black_and_white(drawing: Drawing, style: Style) -> Image.Image:
    """Return the picture for printers of one colour: mode 1, in which dark pixels are set."""
    plain = structs.replace(drawing, colours=Colours(), in_mm=False)
    sized = framed(plain, style)
    one_colour = structs.replace(style, gradient=None)
    body = _rasterised(_svg(scene(plain, one_colour), sized, one_colour), sized.size)
    picture = Image.open(io.BytesIO(body), formats=("PNG",)).convert("L")
    return picture.point(lambda grey: 255 * (grey < _HALF), "1")


def _hole(side: int, style: Style) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of the modules that the logo covers."""
    if style.logo is None:
        return (0, 0, 0, 0)
    width, height = _logo_size(style.logo, side, style.logo_percent)
    # A quarter of a module is kept free, and modules are left out as a whole.
    across, down = (
        min(side, 2 * ceil((length / 2 + 0.25) - 0.5) + 1) for length in (width, height)
    )
    return ((side - across) / 2, (side - down) / 2, (side + across) / 2, (side + down) / 2)


def _logo_size(logo: Logo, side: float, percent: int) -> tuple[float, float]:
    scale = side * percent / 100 / max(logo.width, logo.height)
    return logo.width * scale, logo.height * scale


def _logo_box(
    logo: Logo | None, left: float, top: float, side: float, percent: int
) -> tuple[float, float, float, float] | None:
    if logo is None:
        return None
    width, height = _logo_size(logo, side, percent)
    return left + (side - width) / 2, top + (side - height) / 2, width, height


def _placed(path: Path, left: float, top: float, scale: float) -> Path:
    """Return *path* scaled from modules to dots."""
    return [(command[0], *_points(command[1:], left, top, scale, scale)) for command in path]


def _points(
    values: tuple[float, ...], left: float, top: float, across: float, down: float
) -> Iterable[float]:
    return (
        (top + value * down if at % 2 else left + value * across) for at, value in enumerate(values)
    )


def _text(text: str, width: float, top: float, height: float) -> Iterable[Path]:
    """Yield the outlines of *text* in the middle of the label at *top*."""
    if not text:
        return
    em = font.units_per_em()
    advance = sum(font.glyph(character).advance for character in text)
    scale = min(_LABEL_SHARE * height / em, _LABEL_WIDTH * width / max(1, advance))
    pen = (width - advance * scale) / 2
    # Capitals of the font are 0.73 em high.
    baseline = top + height / 2 + 0.365 * em * scale
    for character in text:
        glyph = font.glyph(character)
        for contour in glyph.contours:
            start, pieces = vector_paths.curves(contour)
            yield _glyph(start, pieces, pen, baseline, scale)
        pen += glyph.advance * scale


def _glyph(
    start: tuple[int, int],
    pieces: list[tuple[int, int, int, int]],
    pen: float,
    baseline: float,
    scale: float,
) -> Path:
    x, y = start
    path: Path = [("M", *_points((x, y), pen, baseline, scale, -scale))]
    for cx, cy, ex, ey in pieces:
        # A quadratic curve as a cubic one: see postscript.glyph.
        points = ((x + 2 * cx) / 3, (y + 2 * cy) / 3, (ex + 2 * cx) / 3, (ey + 2 * cy) / 3, ex, ey)
        path.append(("C", *_points(points, pen, baseline, scale, -scale)))
        x, y = ex, ey
    path.append(("Z",))
    return path


class Rendered(Struct, frozen=True):
    """A styled picture.

    Attributes:
        body: the file's bytes.
        width: in dots, after the rotation.
        height: in dots, after the rotation.
    """

    body: bytes
    width: int
    height: int


def render(drawing: Drawing, style: Style, image: ImageFormat) -> Rendered:
    """Return the styled file of *drawing* in the format *image*, one of `FORMATS`."""
    drawn = scene(drawing, style)
    sized = framed(drawing, style)
    width, height = sized.size
    if image.id == "SVG":
        body = _svg(drawn, sized, style).encode()
    elif image.id == "PDF":
        body = styled_pdf.write(drawn, sized, style)
    else:
        # In px, whatever the resolution of the file says.
        text = _svg(drawn, structs.replace(sized, in_mm=False), style)
        body = _raster(text, (width, height), sized, image)
    return Rendered(body, width, height)


def upright_png(drawing: Drawing, style: Style, module_px: int) -> bytes:
    """Return the picture on white as a PNG at *module_px* px a module, without rotation."""
    drawn = scene(drawing, style)
    upright = structs.replace(framed(drawing, style), rotation=0, in_mm=False)
    scale = module_px / drawing.layout.module
    size = (round(drawn.width * scale), round(drawn.height * scale))
    return _rasterised(_svg(drawn, upright, style), size, background="#ffffff")


def _rasterised(text: str, size: tuple[int, int], *, background: str | None = None) -> bytes:
    width, height = size
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=text,
            width=width,
            height=height,
            background=background,
            skip_system_fonts=True,
        )
    )


_MODES = {"JPEG": "RGB", "BMP": "RGB"}
_SAVING: dict[str, dict[str, Any]] = {"JPEG": {"quality": 95}, "WEBP": {"lossless": True}}


def _raster(text: str, size: tuple[int, int], drawing: Drawing, image: ImageFormat) -> bytes:
    picture = Image.open(io.BytesIO(_rasterised(text, size)), formats=("PNG",))
    written = io.BytesIO()
    picture.convert(_MODES.get(image.id, "RGBA")).save(
        written, image.id, dpi=(drawing.dpi, drawing.dpi), **_SAVING.get(image.id, {})
    )
    return written.getvalue()


def _svg(drawn: Scene, drawing: Drawing, style: Style) -> str:
    """Return *drawn* as SVG; *drawing* has the size of the picture with its frame."""
    width, height = drawing.size
    colours = drawing.colours
    size = f'{svg.size_attributes(drawing)} viewBox="0 0 {width} {height}"'
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg"{size} role="img">']
    fill = _hex(colours.foreground)
    if style.gradient is not None:
        parts.append(f"<defs>{_gradient(drawn, colours.foreground, style)}</defs>")
        fill = "url(#g)"
    if colours.background[3]:
        ground = _hex(colours.background)
        parts.append(f'<rect width="{width}" height="{height}" fill="{ground}"/>')
    turned = svg.ROTATIONS[drawing.rotation].format(width=width, height=height)
    parts.append(f"<g{turned}>")
    if drawn.band:
        parts.append(f'<path fill="{fill}" d="{_d(drawn.frame())}"/>')
        # On a clear background, the letters in the frame would be holes.
        light = colours.background if colours.background[3] else WHITE
        parts.append(f'<path fill="{_hex(light)}" d="{_d(drawn.text)}"/>')
    parts.append(f'<path fill="{fill}" d="{_d(drawn.modules)}"/>')
    if drawn.logo and style.logo:
        x, y, wide, high = drawn.logo
        parts.append(
            f'<image x="{x:.2f}" y="{y:.2f}" width="{wide:.2f}" height="{high:.2f}" '
            f'href="data:image/png;base64,{_png(style.logo)}"/>'
        )
    return "".join((*parts, "</g></svg>\n"))


def _png(logo: Logo) -> str:
    written = io.BytesIO()
    Image.frombytes("RGBA", (logo.width, logo.height), logo.rgba).save(written, "PNG")
    return base64.b64encode(written.getvalue()).decode()


def _gradient(drawn: Scene, foreground: Colour, style: Style) -> str:
    assert style.gradient is not None  # noqa: S101 - only called with one
    stops = (
        f'<stop stop-color="{_hex(foreground)}"/>'
        f'<stop offset="1" stop-color="{_hex(style.gradient)}"/>'
    )
    x1, y1, x2, y2, radius = drawn.gradient_line(style.direction)
    units = 'id="g" gradientUnits="userSpaceOnUse"'
    if radius:
        return f'<radialGradient {units} cx="{x1}" cy="{y1}" r="{radius}">{stops}</radialGradient>'
    line = f'x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"'
    return f"<linearGradient {units} {line}>{stops}</linearGradient>"


def _hex(colour: Colour) -> str:
    red, green, blue, _ = colour
    return f"#{red:02x}{green:02x}{blue:02x}"


def _d(paths: Iterable[Path]) -> str:
    return "".join(command[0] + _numbers(command[1:]) for path in paths for command in path)


def _numbers(values: Iterable[float]) -> str:
    return " ".join(f"{value:.2f}".rstrip("0").rstrip(".") for value in values)
