"""ZPL II: a bitmap for Zebra and compatible label printers, one bit a dot of the print head.

Source: Zebra Programming Guide, commands ^GF (graphic field), ^PW and ^LL.
"""

from common.barcode.render import raster, zpl_compression
from common.barcode.render.image_format import Drawing, ImageFormat
from common.barcode.render.raster import Bitmap


def render(drawing: Drawing) -> bytes:
    """Return *drawing* as a label format with one graphic field."""
    width, height = drawing.size
    return f"^XA\n^PW{width}\n^LL{height}\n{field(drawing, 0, 0)}\n^XZ\n".encode()


def field(drawing: Drawing, left: int, top: int) -> str:
    """Return the commands that print *drawing* at *left* and *top*, in dots from the corner."""
    return graphic(raster.rotated(drawing), left, top)


def graphic(bitmap: Bitmap, left: int, top: int) -> str:
    """Return the commands that print *bitmap* at *left* and *top*, in dots from the corner."""
    stride = bitmap.stride - 1  # without the filter byte of PNG
    total = stride * bitmap.height
    # The guide gives the bytes after decompression for both counts of an ASCII download.
    return f"^FO{left},{top}^GFA,{total},{total},{stride},{zpl_compression.compress(bitmap)}^FS"


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
