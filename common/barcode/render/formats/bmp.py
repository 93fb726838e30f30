"""BMP: two colours, a bit a pixel, uncompressed. Windows BITMAPFILEHEADER, BITMAPINFOHEADER."""

import struct

from common.barcode.render import raster
from common.barcode.render.image_format import Drawing, ImageFormat

_HEADERS = 14 + 40 + 8  # file header, info header, two palette entries
_INCH_M = 0.0254


def render(drawing: Drawing) -> bytes:
    """Return *drawing* as a palette bitmap with its resolution."""
    bitmap = raster.rotated(drawing)
    used = bitmap.stride - 1
    padding = bytes(-used % 4)  # rows are multiples of 32 bits
    starts = range((bitmap.height - 1) * bitmap.stride + 1, 0, -bitmap.stride)  # bottom up
    pixels = b"".join([bitmap.rows[at : at + used] + padding for at in starts])
    metre = round(drawing.dpi / _INCH_M)
    return (
        struct.pack("<2sIHHI", b"BM", _HEADERS + len(pixels), 0, 0, _HEADERS)
        + struct.pack("<IiiHHII", 40, bitmap.width, bitmap.height, 1, 1, 0, len(pixels))
        + struct.pack("<iiII", metre, metre, 2, 0)
        + b"".join(
            bytes((blue, green, red, 0))
            for red, green, blue, _ in (drawing.colours.background, drawing.colours.foreground)
        )
        + pixels
    )


FORMAT = ImageFormat(
    id="BMP",
    title="Windows bitmap: uncompressed, a bit a pixel",
    extension="bmp",
    media_type="image/bmp",
    kind="raster",
    render=render,
    exact_dpi=True,
    aliases=("dib",),
    alpha="none",
)
