"""ZPL II: a bitmap that Zebra and compatible label printers print dot for dot.

Source: Zebra Programming Guide, commands ^GF (graphic field), ^PW and ^LL.
"""

from common.barcode.render import raster
from common.barcode.render.image_format import Drawing, ImageFormat


def render(drawing: Drawing) -> bytes:
    """Draw *drawing* as one graphic field; a dot is a dot of the print head."""
    width, height = drawing.size
    return f"^XA\n^PW{width}\n^LL{height}\n{field(drawing, 0, 0)}\n^XZ\n".encode()


def field(drawing: Drawing, left: int, top: int) -> str:
    """Return the commands that draw *drawing* so many dots from the label's top left corner."""
    bitmap = raster.turned(drawing)
    used = bitmap.stride - 1
    digits = bitmap.rows.hex().upper()
    step = 2 * bitmap.stride
    body = "".join([digits[at : at + 2 * used] for at in range(2, len(digits), step)])
    total = used * bitmap.height
    return f"^FO{left},{top}^GFA,{total},{total},{used},{body}^FS"


FORMAT = ImageFormat(
    id="ZPL",
    title="ZPL II: for label printers; dpi is the printer's, 203, 300 or 600",
    extension="zpl",
    media_type="application/zpl",
    kind="raster",
    render=render,
    refuses=("foreground", "background", "light_on_dark"),
    alpha="none",
)
