"""WebP, lossless. RFC 9649."""

import io

from common.barcode.render import raster
from common.barcode.render.image_format import Drawing, ImageFormat


def render(drawing: Drawing) -> bytes:
    """Draw *drawing* without loss; WebP can't say a resolution."""
    body = io.BytesIO()
    opaque = drawing.ink.background[3] == 255
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
    most_dots=10_000_000,  # its encoder takes 10 bytes a dot
)
