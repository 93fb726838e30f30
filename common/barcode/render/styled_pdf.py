"""Styled symbols as PDF: outlines, an axial or radial shading, and the logo. ISO 32000-1:2008."""

import zlib
from collections.abc import Iterable

from common.barcode.model.sizes import points
from common.barcode.model.style import Logo, Style
from common.barcode.render import pdf_file, postscript
from common.barcode.render.colours import Colour
from common.barcode.render.image_format import Drawing
from common.barcode.render.styled_scene import Scene
from common.barcode.render.styled_shapes import Command, Path

_WHITE: Colour = (255, 255, 255, 255)
_OPERATORS = {"M": "m", "L": "l", "C": "c", "Z": "h"}


def write(drawn: Scene, drawing: Drawing, style: Style) -> bytes:
    """Return a file of one page; *drawing* has the size of the picture with its frame."""
    width, height = (points(side, drawing.dpi) for side in drawing.size)
    content = zlib.compress(operators(drawn, drawing, style).encode(), 6)
    resources, more = _resources(drawn, drawing, style, first=5)
    return pdf_file.write(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            (
                f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width:.4f} {height:.4f}]"
                f"/Resources<<{resources}>>/Contents 4 0 R>>"
            ).encode(),
            b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(content), content),
            *more,
        ]
    )


def operators(
    drawn: Scene, drawing: Drawing, style: Style, *, shading: str = "G", logo: str = "L"
) -> str:
    """Return the operators that paint *drawn*, with the lower left corner at the origin.

    Args:
        drawn: the outlines.
        drawing: has the size of the picture with its frame.
        style: the look.
        shading: name of the gradient among the resources.
        logo: name of the logo among the resources.
    """
    background = drawing.colours.background
    parts = [f"{postscript.matrix(drawing)} cm"]
    if background[3]:
        parts.append(f"{_rgb(background)} rg 0 0 {drawn.width} {drawn.height} re f")
    ink = f"{_rgb(drawing.colours.foreground)} rg"

    def painted(paths: Iterable[Path]) -> str:
        # A shading is painted through the outlines as clipping path (8.5.4, 8.7.4.2).
        return (
            f"q {_path(paths)} W n /{shading} sh Q" if style.gradient else f"{ink} {_path(paths)} f"
        )

    if drawn.band:
        parts.append(painted(drawn.frame()))
        light = background if background[3] else _WHITE
        parts.append(f"{_rgb(light)} rg {_path(drawn.text)} f")
    parts.append(painted(drawn.modules))
    if drawn.logo:
        x, y, width, height = drawn.logo
        # An image fills the unit square, y upwards (8.9.5).
        parts.append(f"q {width:.3f} 0 0 {-height:.3f} {x:.3f} {y + height:.3f} cm /{logo} Do Q")
    return "\n".join(parts)


def _resources(drawn: Scene, drawing: Drawing, style: Style, first: int) -> tuple[str, list[bytes]]:
    """Return the resources of the page, and their objects numbered from *first*."""
    names, objects = "", []
    if style.gradient:
        names += f"/Shading<</G {first} 0 R>>"
        objects.append(gradient(drawn, drawing.colours.foreground, style.gradient, style.direction))
    # Objects are numbered in the order in which they are added.
    if style.logo:
        at = first + len(objects)
        names += f"/XObject<</L {at} 0 R>>"
        objects += _images(style.logo, at + 1)
    return names, objects


def gradient(drawn: Scene, start: Colour, end: Colour, direction: str) -> bytes:
    """Return an axial or radial shading (8.7.4.5.3 and 8.7.4.5.4)."""
    x1, y1, x2, y2, radius = drawn.gradient_line(direction)
    kind, place = (3, (x1, y1, 0, x2, y2, radius)) if radius else (2, (x1, y1, x2, y2))
    coordinates = " ".join(f"{value:g}" for value in place)
    return (
        f"<</ShadingType {kind}/ColorSpace/DeviceRGB/Coords[{coordinates}]/Extend[true true]"
        f"/Function<</FunctionType 2/Domain[0 1]/C0[{_rgb(start)}]/C1[{_rgb(end)}]/N 1>>>>"
    ).encode()


def _images(logo: Logo, mask: int) -> list[bytes]:
    """Return the logo, and its transparency as a soft mask with the number *mask* (11.6.5.3)."""
    pixels = logo.rgba
    # PDF has no fourth channel: the transparency is a picture of its own.
    colours = bytes(value for at, value in enumerate(pixels) if at % 4 != 3)
    size = f"/Type/XObject/Subtype/Image/Width {logo.width}/Height {logo.height}/BitsPerComponent 8"
    return [
        _stream(f"{size}/ColorSpace/DeviceRGB/SMask {mask} 0 R", colours),
        _stream(f"{size}/ColorSpace/DeviceGray", pixels[3::4]),
    ]


def _stream(entries: str, content: bytes) -> bytes:
    packed = zlib.compress(content, 6)
    head = f"<<{entries}/Length {len(packed)}/Filter/FlateDecode>>stream\n".encode()
    return head + packed + b"\nendstream"


def _path(paths: Iterable[Path]) -> str:
    return "\n".join(" ".join(_operator(command) for command in path) for path in paths)


def _operator(command: Command) -> str:
    operands = [f"{value:.3f}" for value in command[1:]]
    return " ".join((*operands, _OPERATORS[command[0]]))


def _rgb(colour: Colour) -> str:
    return " ".join(f"{value / 255:.4g}" for value in colour[:3])
