"""ZPL II: a bitmap for Zebra and compatible label printers, one bit a dot of the print head.

Source: Zebra Programming Guide, commands ^GF (graphic field), ^PW and ^LL.
"""

from common.barcode.render import raster
from common.barcode.render.image_format import Drawing, ImageFormat


def render(drawing: Drawing) -> bytes:
    """Return *drawing* as a label format with one graphic field."""
    width, height = drawing.size
    return f"^XA\n^PW{width}\n^LL{height}\n{field(drawing, 0, 0)}\n^XZ\n".encode()


def field(drawing: Drawing, left: int, top: int) -> str:
    """Return the commands that print *drawing* at *left* and *top*, in dots from the corner."""
    bitmap = raster.rotated(drawing)
    used = bitmap.stride - 1  # without the filter byte of PNG
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
    printer_dpi=203,  # 8 dots a mm
    unsupported=("foreground", "background", "light_on_dark"),
    alpha="none",
)
