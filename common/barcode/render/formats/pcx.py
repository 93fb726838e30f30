"""PCX: a bit a pixel in black and white, else a palette. ZSoft PCX 5, run-length encoded."""

import io
import struct

from PIL import ImageOps

from common.barcode.render import raster
from common.barcode.render.image_format import Drawing, ImageFormat

_DPI_AT = 12  # two 16-bit words of the header


def render(drawing: Drawing) -> bytes:
    """Draw *drawing* with its resolution."""
    body = io.BytesIO()
    if drawing.ink.plain:
        picture = ImageOps.invert(raster.image(raster.turned(drawing)))
    else:
        picture = raster.coloured(drawing)
    picture.save(body, "PCX")
    written = body.getbuffer()  # Pillow always says 100 dpi
    struct.pack_into("<HH", written, _DPI_AT, drawing.dpi, drawing.dpi)
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
