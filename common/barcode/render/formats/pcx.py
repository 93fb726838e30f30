"""PCX: one bit a pixel in black and white, else a palette. ZSoft PCX version 5, run-length."""

import io
import struct

from PIL import ImageOps

from common.barcode.render import raster
from common.barcode.render.image_format import Drawing, ImageFormat

_DPI_OFFSET = 12  # two 16-bit words of the header


def render(drawing: Drawing) -> bytes:
    """Return *drawing* with its resolution."""
    body = io.BytesIO()
    if drawing.colours.is_black_on_white:
        picture = ImageOps.invert(raster.image(raster.rotated(drawing)))
    else:
        picture = raster.coloured(drawing)
    picture.save(body, "PCX")
    written = body.getbuffer()  # Pillow always writes 100 dpi
    struct.pack_into("<HH", written, _DPI_OFFSET, drawing.dpi, drawing.dpi)
    return bytes(written)


FORMAT = ImageFormat(
    id="PCX",
    title="ZSoft PCX: for old systems",
    extension="pcx",
    media_type="image/vnd.zbrush.pcx",
    kind="raster",
    render=render,
    alpha="none",
)
