"""JPEG: for systems that accept no other format. ITU-T T.81, JFIF 1.02."""

import io

from common.barcode.render import raster
from common.barcode.render.image_format import Drawing, ImageFormat

# Lower qualities add ringing at hard edges, and subsampled chroma blurs coloured bars.
_QUALITY = 95


def render(drawing: Drawing) -> bytes:
    """Return *drawing* with full colour resolution (4:4:4)."""
    body = io.BytesIO()
    picture = raster.coloured(drawing).convert("L" if drawing.colours.is_grey else "RGB")
    picture.save(body, "JPEG", quality=_QUALITY, subsampling=0, dpi=(drawing.dpi, drawing.dpi))
    return body.getvalue()


FORMAT = ImageFormat(
    id="JPEG",
    title="JPEG: photographs; larger and less sharp than PNG",
    extension="jpg",
    media_type="image/jpeg",
    kind="raster",
    render=render,
    aliases=("jpeg", "jpe"),
    alpha="none",
)
