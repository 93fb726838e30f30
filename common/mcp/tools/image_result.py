"""A drawn barcode as MCP content: the picture, and a text for models that can't see it.

Clients differ in what they take. All take text and PNG; several fail on embedded resources, links
as content, and images of other types. So the file is an image, text, or the target of a link that
is in the text.
"""

from collections.abc import Iterable

import msgspec
from msgspec import structs

from common.barcode import pipeline
from common.barcode.encode import symbology
from common.barcode.model.errors import BarcodeError, CanvasError
from common.barcode.model.options import DrawOptions
from common.barcode.model.rendered_image import RenderedImage
from common.mcp.context import ToolContext
from common.mcp.protocol.content import (
    BlobResourceContents,
    Content,
    ImageContent,
    ResourceContents,
    TextContent,
    TextResourceContents,
)
from common.mcp.protocol.definitions import LogLevel
from common.operations.service_url import picture_path

# The media types that models accept as images.
DISPLAYED = ("image/png", "image/jpeg", "image/gif", "image/webp")
# Files that are text, which a client can save as it is.
TEXT = ("image/svg+xml", "application/postscript", "application/zpl", "text/plain")
# Clients refuse or cut results above 1 MB, and base64 encodes three bytes as four.
MAX_BYTES = 700_000
# A larger side makes the models of Anthropic refuse the conversation from then on (its vision
# documentation, image size limits); with more than 20 images, so does one above 2,000 px.
MAX_PIXELS, MANY_PIXELS = 8_000, 2_000
# Browsers and proxies accept URLs of this length (RFC 9110, 4.1, recommends 8,000).
MAX_URL_LENGTH = 4_000
_CHECKED = {
    "true": "An independent decoder read it back.",
    "unsupported": "No decoder supports this symbol as it is drawn, so it was not read back.",
}


def require_short(picture: RenderedImage) -> None:
    """Check that *picture* fits into a result.

    Raises:
        CanvasError: it has more than `MAX_BYTES`, or is an image with more than `MAX_PIXELS`.
    """
    # Vector formats are sent as text, which has no pixels.
    if is_displayed(picture) and max(picture.width_px, picture.height_px) > MAX_PIXELS:
        raise CanvasError.of(
            "width",
            "picture.too_many_pixels",
            f"The picture has {picture.width_px:,} × {picture.height_px:,} px. Models take no "
            f"image above {MAX_PIXELS:,} px, and may refuse the conversation from then on.",
            "Choose a smaller width, height or scale, or image_format SVG.",
        )
    if len(picture.body) > MAX_BYTES:
        raise CanvasError.of(
            "image_format",
            "picture.too_long",
            f"As {picture.image_format} the picture has {len(picture.body):,} bytes, and a result"
            f" may have {MAX_BYTES:,}.",
            "Choose image_format PNG, or a smaller width and height.",
            "PNG",
        )


def is_displayed(picture: RenderedImage) -> bool:
    """Return True if models accept the type of *picture* as an image."""
    return picture.media_type in DISPLAYED


def as_content(
    context: ToolContext, picture: RenderedImage, options: DrawOptions
) -> tuple[Content, ...]:
    """Return *picture*, drawn with *options*, and a text that describes it and where it is.

    A file that is neither an image for models nor text is sent as a PNG of the same barcode, and
    its own URL is in the text.

    Raises:
        CanvasError: such a file has no URL.
    """
    url = url_of(context, options)
    where = f"The file: {url}" if url else ""
    text = TextContent(f"{describe(picture)} {where}".rstrip())
    if is_displayed(picture):
        return ImageContent(picture.body, picture.media_type), text
    # SVG, EPS and printers' commands as text: several clients refuse other kinds of content.
    if picture.media_type.partition(";")[0] in TEXT:
        return TextContent(picture.body.decode()), text
    if not url:
        raise CanvasError.of(
            "image_format",
            "picture.no_url",
            f"Clients can't show {picture.image_format}, and this server has no URL for the file.",
            "Choose image_format PNG or SVG, or save the file with save_as if the tool has it.",
            "PNG",
        )
    return *_preview(context, options), text


def url_of(context: ToolContext, options: DrawOptions) -> str:
    """Return the URL of the picture with *options*; empty without HTTP, or if it is too long."""
    settings = context.services.settings
    url = f"{context.service_url}{settings.root_path}{picture_path(options)}"
    return url if context.service_url and len(url) <= MAX_URL_LENGTH else ""


def _preview(context: ToolContext, options: DrawOptions) -> tuple[Content, ...]:
    """Return the barcode as PNG, or nothing if it can't be drawn so, or is large."""
    try:
        picture = pipeline.draw(structs.replace(options, image_format="PNG"), context.offload)
    except BarcodeError:
        # Such as a size in px that only the other format's resolution allows.
        return ()
    if not is_small(picture):
        return ()
    return (ImageContent(picture.body, picture.media_type),)


def as_resource(picture: RenderedImage, uri: str) -> ResourceContents:
    """Return *picture* as the contents of the resource *uri*."""
    if picture.media_type.partition(";")[0] in TEXT:
        return TextResourceContents(uri, picture.body.decode(), picture.media_type)
    return BlobResourceContents(uri, picture.body, picture.media_type)


def describe(picture: RenderedImage) -> str:
    """Return a text that describes *picture*, and how to get another size."""
    kind = symbology.find(picture.symbology)
    size = f"{picture.width_px} × {picture.height_px} px"
    sentences = [
        f"{kind.title} ({picture.symbology}) that encodes {picture.data}.",
        f"{picture.image_format}, {size}, {picture.module_px} px per module.",
        f"Error correction level {picture.ecc}." if picture.ecc else "",
        _CHECKED[picture.verified],
        ""
        if picture.scan_margin is None
        else f"With blur and noise, {picture.scan_margin} % of its error correction are left.",
        *picture.warnings,
        kind.note,
        _MANY if is_displayed(picture) and not is_small(picture) else "",
        "For another size, call again with `width` and `height` in px.",
    ]
    return " ".join(filter(None, sentences))


_MANY = (
    f"Clients may scale an image above {MANY_PIXELS:,} px down, or models may refuse it: a smaller "
    "one scans as well."
)


def is_small(picture: RenderedImage) -> bool:
    """Return True if *picture* is of a size that every model takes as an image."""
    is_short = len(picture.body) <= MAX_BYTES
    return is_short and max(picture.width_px, picture.height_px) <= MANY_PIXELS


def log(context: ToolContext, picture: RenderedImage, logger: str) -> None:
    """Send as log messages what may prevent *picture* from being scanned or accepted."""
    remarks = [_CHECKED[picture.verified]] if picture.verified != "true" else []
    remarks += filter(None, [symbology.find(picture.symbology).note])
    # Below the default level: the text that describes the picture contains the same.
    messages: tuple[tuple[LogLevel, Iterable[str]], ...] = (
        ("notice", picture.warnings),
        ("info", remarks),
    )
    for level, sentences in messages:
        for sentence in sentences:
            notice = next((each for each in picture.notices if each.text == sentence), None)
            details = msgspec.to_builtins(notice) if notice else {}
            about = {**details, "message": sentence, "format": picture.symbology}
            context.log(level, about, logger)
