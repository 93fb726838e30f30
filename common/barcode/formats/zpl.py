"""ZPL II: a bitmap that Zebra and compatible label printers print dot for dot.

Source: Zebra Programming Guide, commands ^GF (graphic field), ^PW and ^LL.
"""

from common.barcode import raster
from common.barcode.image_format import Drawing, ImageFormat


def render(drawing: Drawing) -> bytes:
    """Draw *drawing* as one graphic field; a dot is a dot of the print head."""
    bitmap = raster.turned(drawing)
    used = bitmap.stride - 1
    digits = bitmap.rows.hex().upper()
    step = 2 * bitmap.stride
    field = "".join([digits[at : at + 2 * used] for at in range(2, len(digits), step)])
    total = used * bitmap.height
    return (
        f"^XA\n^PW{bitmap.width}\n^LL{bitmap.height}\n"
        f"^FO0,0^GFA,{total},{total},{used},{field}^FS\n^XZ\n"
    ).encode()


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
