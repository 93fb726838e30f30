"""PDF: one page as large as the barcode, bars and text as outlines. ISO 32000-1:2008."""

import zlib

from common.barcode.model.sizes import points
from common.barcode.render import postscript
from common.barcode.render.colours import Colour
from common.barcode.render.image_format import Drawing, ImageFormat


def render(drawing: Drawing) -> bytes:
    """Return *drawing* as a file of one page, sized by its resolution."""
    wide, high = (points(side, drawing.dpi) for side in drawing.size)
    content = zlib.compress(_content(drawing).encode(), 6)
    return _file(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            (
                f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {wide:.4f} {high:.4f}]"
                f"/Resources<</ExtGState<</F 5 0 R/B 6 0 R>>>>/Contents 4 0 R>>"
            ).encode(),
            b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(content), content),
            _alpha(drawing.colours.foreground),
            _alpha(drawing.colours.background),
        ]
    )


def _content(drawing: Drawing) -> str:
    parts = [f"{postscript.matrix(drawing)} cm\n"]
    layout = drawing.layout
    if drawing.colours.background[3]:
        colour = postscript.paint(drawing.colours.background, "g", "rg")
        parts.append(f"/B gs {colour} 0 0 {layout.width} {layout.height} re f\n")
    parts.append(f"/F gs {postscript.paint(drawing.colours.foreground, 'g', 'rg')}\n")
    parts.append(postscript.bars(layout, "re", "m", "l", "h"))
    parts.append(" f\n")
    for matrix, path in postscript.text(layout, "m", "l", "c", "h"):
        parts.append(f"q {matrix} cm {path} f Q\n")
    return "".join(parts)


def _alpha(colour: Colour) -> bytes:
    """Return a graphics state with the alpha of *colour* (8.4.5, 11.6.4.4)."""
    return f"<</Type/ExtGState/ca {colour[3] / 255:.4g}>>".encode()


def _file(objects: list[bytes]) -> bytes:
    """Return a file of *objects*, numbered from 1, and its cross-reference table (7.5)."""
    body = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%b" % (count, table)
        + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, len(body))
    )


FORMAT = ImageFormat(
    id="PDF",
    title="Portable Document Format: true outlines, sized in mm by dpi",
    extension="pdf",
    media_type="application/pdf",
    kind="vector",
    render=render,
    exact_dpi=True,
)
