"""JPEG: for systems that take nothing else. ITU-T T.81, JFIF 1.02."""

import io

from common.barcode.render import raster
from common.barcode.render.image_format import Drawing, ImageFormat

# Hard edges ring at lower qualities, and halved colour resolution blurs coloured bars.
_QUALITY = 95


def render(drawing: Drawing) -> bytes:
    """Draw *drawing* with full colour resolution (4:4:4)."""
    body = io.BytesIO()
    picture = raster.coloured(drawing).convert("L" if drawing.ink.grey else "RGB")
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
