"""PDF: one page as large as the barcode, bars and text as outlines. ISO 32000-1:2008."""

import zlib

from common.barcode.model.sizes import points
from common.barcode.render import pdf_file, postscript
from common.barcode.render.colours import Colour
from common.barcode.render.image_format import Drawing, ImageFormat


def render(drawing: Drawing) -> bytes:
    """Return *drawing* as a file of one page, sized by its resolution."""
    wide, high = (points(side, drawing.dpi) for side in drawing.size)
    content = zlib.compress(_content(drawing).encode(), 6)
    return pdf_file.write(
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


FORMAT = ImageFormat(
    id="PDF",
    title="Portable Document Format: true outlines, sized in mm by dpi",
    extension="pdf",
    media_type="application/pdf",
    kind="vector",
    render=render,
    exact_dpi=True,
)
