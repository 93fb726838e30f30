"""WebP, lossless. RFC 9649."""

import io

from common.barcode.render import raster
from common.barcode.render.image_format import Drawing, ImageFormat


def render(drawing: Drawing) -> bytes:
    """Return *drawing* without loss; WebP has no field for a resolution."""
    body = io.BytesIO()
    opaque = drawing.colours.background[3] == 255
    picture = raster.coloured(drawing).convert("RGB" if opaque else "RGBA")
    picture.save(body, "WEBP", lossless=True, quality=0, method=0, exact=True)
    return body.getvalue()


FORMAT = ImageFormat(
    id="WEBP",
    title="WebP: lossless, for the web",
    extension="webp",
    media_type="image/webp",
    kind="raster",
    render=render,
    max_dots=10_000_000,  # the encoder needs 10 bytes of memory a dot
)
