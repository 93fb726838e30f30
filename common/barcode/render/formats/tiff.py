"""TIFF 6.0: for print shops. Black on white is one bit a pixel, compressed by Group 4."""

import io

from PIL import ImageOps

from common.barcode.render import raster
from common.barcode.render.image_format import Drawing, ImageFormat


def render(drawing: Drawing) -> bytes:
    """Return *drawing* with its resolution."""
    body = io.BytesIO()
    if drawing.colours.is_black_on_white:
        # Group 4 is for one bit a pixel, and smallest for bars: each row equals the one above.
        picture = ImageOps.invert(raster.image(raster.rotated(drawing)))
        compression = "group4"
    else:
        picture = raster.coloured(drawing)
        if drawing.colours.background[3] < 255:
            picture = picture.convert("RGBA")
        compression = "tiff_lzw"
    resolution = (drawing.dpi, drawing.dpi)
    picture.save(body, "TIFF", compression=compression, dpi=resolution)
    return body.getvalue()


FORMAT = ImageFormat(
    id="TIFF",
    title="Tagged Image File Format: for print shops",
    extension="tif",
    media_type="image/tiff",
    kind="raster",
    render=render,
    exact_dpi=True,
    aliases=("tiff",),
)
