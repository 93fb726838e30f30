"""GIF: two colours, one of which may be transparent. GIF89a."""

import io

from common.barcode.render import raster
from common.barcode.render.image_format import Drawing, ImageFormat


def render(drawing: Drawing) -> bytes:
    """Return *drawing* with a palette of two colours; GIF has no field for a resolution."""
    body = io.BytesIO()
    picture = raster.coloured(drawing)
    if drawing.colours.background[3]:
        picture.save(body, "GIF", optimize=False)
    else:
        # GIF has no half transparency: a background that is not opaque becomes clear.
        picture.save(body, "GIF", optimize=False, transparency=0)
    return body.getvalue()


FORMAT = ImageFormat(
    id="GIF",
    title="Graphics Interchange Format: two colours",
    extension="gif",
    media_type="image/gif",
    kind="raster",
    render=render,
    alpha="binary",
)
