"""A drawn barcode as MCP content: the picture, and a text for models that can't see it."""

from collections.abc import Iterable
from urllib.parse import quote

import msgspec

from common.barcode.encode import symbology
from common.barcode.model.errors import CanvasError
from common.barcode.model.rendered_image import RenderedImage
from common.mcp.context import ToolContext
from common.mcp.protocol.content import (
    BlobResourceContents,
    Content,
    EmbeddedResource,
    ImageContent,
    ResourceContents,
    TextContent,
    TextResourceContents,
)
from common.mcp.protocol.definitions import LogLevel

# The media types that models and clients display; others are sent as embedded resources.
DISPLAYED = ("image/png", "image/jpeg", "image/gif", "image/webp")
TEXT = ("image/svg+xml", "application/postscript")
# Clients refuse or cut results above 1 MB, and base64 encodes three bytes as four.
MAX_BYTES = 700_000
_CHECKED = {
    "true": "An independent decoder read it back.",
    "unsupported": "No decoder supports this symbol as it is drawn, so it was not read back.",
}


def require_short(picture: RenderedImage) -> None:
    """Check that *picture* fits into a result.

    Raises:
        CanvasError: it has more than `MAX_BYTES`.
    """
    if len(picture.body) > MAX_BYTES:
        raise CanvasError.of(
            "image_format",
            "picture.too_long",
            f"As {picture.image_format} the picture has {len(picture.body):,} bytes, and a result"
            f" may have {MAX_BYTES:,}.",
            "Choose image_format PNG, or a smaller width and height.",
            "PNG",
        )


def as_content(picture: RenderedImage) -> tuple[Content, ...]:
    """Return *picture* and a text that describes it."""
    return as_picture(picture), TextContent(describe(picture))


def as_picture(picture: RenderedImage) -> Content:
    """Return *picture* as an image if clients display its type, else as an embedded resource."""
    # Clients show an image of another type as an error or as text.
    if picture.media_type in DISPLAYED:
        return ImageContent(picture.body, picture.media_type)
    return EmbeddedResource(as_resource(picture, uri_of(picture)))


def as_resource(picture: RenderedImage, uri: str) -> ResourceContents:
    """Return *picture* as the contents of the resource *uri*."""
    if picture.media_type.partition(";")[0] in TEXT:
        return TextResourceContents(uri, picture.body.decode(), picture.media_type)
    return BlobResourceContents(uri, picture.body, picture.media_type)


def uri_of(picture: RenderedImage) -> str:
    """Return the URI under which the same barcode can be read as a resource."""
    # Percent-encoded: data may contain slashes, which separate the parts of a URI.
    return f"barcode://{picture.symbology}/{quote(picture.data, safe='')}"


def describe(picture: RenderedImage) -> str:
    """Return a text that describes *picture*, and how to get another size."""
    kind = symbology.find(picture.symbology)
    size = f"{picture.width_px} × {picture.height_px} px"
    sentences = [
        f"{kind.title} ({picture.symbology}) that encodes {picture.data}.",
        f"{picture.image_format}, {size}, {picture.module_px} px per module.",
        f"Error correction level {picture.ecc}." if picture.ecc else "",
        _CHECKED[picture.verified],
        *picture.warnings,
        kind.note,
        "For another size, call again with `width` and `height` in px.",
    ]
    return " ".join(filter(None, sentences))


def log(context: ToolContext, picture: RenderedImage, logger: str) -> None:
    """Send as log messages what may prevent *picture* from being scanned or accepted."""
    remarks = [_CHECKED[picture.verified]] if picture.verified != "true" else []
    remarks += filter(None, [symbology.find(picture.symbology).note])
    # Below the default level: the text that describes the picture contains the same.
    messages: tuple[tuple[LogLevel, Iterable[str]], ...] = (
        ("notice", picture.warnings),
        ("info", remarks),
    )
    notices = {notice.text: msgspec.to_builtins(notice) for notice in picture.notices}
    for level, sentences in messages:
        for sentence in sentences:
            details = notices.get(sentence, {})
            about = {**details, "message": sentence, "format": picture.symbology}
            context.log(level, about, logger)
