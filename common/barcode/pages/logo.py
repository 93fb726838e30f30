"""Logos: PNG, JPEG or SVG as base64 or data: URI → pixels of a small picture."""

import base64
import binascii
import io
import re

from PIL import Image, UnidentifiedImageError

from common.barcode.model.errors import BarcodeError, OptionError
from common.barcode.model.style import MAX_LOGO_SIDE, Logo
from common.barcode.pages import svg

MAX_BYTES = 300_000
_MAX_PIXELS = 4_000_000
_HEAD = re.compile(r"data:[^,;]*(;[^,;]*)*,", re.IGNORECASE)
_RASTER = ("PNG", "JPEG")


def read(text: str) -> Logo:
    """Return the picture in *text* with at most `MAX_LOGO_SIDE` px a side.

    Args:
        text: the value of the option ``logo``.

    Raises:
        OptionError: it is not base64, no such picture, or too large.
    """
    content = _content(text)
    image = _raster(content) if content[:1] in (b"\x89", b"\xff") else _drawing(content)
    image.thumbnail((MAX_LOGO_SIDE, MAX_LOGO_SIDE), Image.Resampling.LANCZOS)
    return Logo(image.width, image.height, image.tobytes())


def _content(text: str) -> bytes:
    head = _HEAD.match(text)
    body = text[head.end() :] if head else text
    try:
        # A query turns + into a space, and some programs write base64 with - and _.
        folded = "".join(body.split("\n")).strip().replace(" ", "+")
        content = base64.b64decode(folded.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        raise unreadable("The logo is not base64.") from None
    if not 0 < len(content) <= MAX_BYTES:
        raise unreadable(f"The logo has {len(content):,} bytes; {MAX_BYTES:,} are allowed.")
    return content


def _raster(content: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(content), formats=_RASTER) as image:
            # The header has the size, before any pixel is decoded.
            if image.width * image.height > _MAX_PIXELS:
                raise unreadable(f"The logo has more than {_MAX_PIXELS:,} px.")
            return image.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise unreadable("The logo is broken, or neither PNG, JPEG nor SVG.") from None


def _drawing(content: bytes) -> Image.Image:
    try:
        return svg.transparent(content, MAX_LOGO_SIDE)
    except BarcodeError:
        raise unreadable("The logo is broken, or neither PNG, JPEG nor SVG.") from None


def unreadable(message: str) -> OptionError:
    """Return the error for a logo that is not used; *message* says why."""
    return OptionError.of(
        "logo",
        "style.logo_unreadable",
        message,
        "Give a small PNG, JPEG or SVG as base64, or as data: URI.",
    )
