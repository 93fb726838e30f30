"""The tool that draws a barcode, and can save the picture as a file."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from common.barcode.model.errors import BarcodeError
from common.barcode.model.rendered_image import RenderedImage
from common.barcode.render import image_format
from common.mcp.context import ToolContext
from common.mcp.file_access import OVERWRITE, SAVE_AS, with_files
from common.mcp.protocol import schema
from common.mcp.protocol.content import Content, ImageContent, TextContent
from common.mcp.protocol.definitions import CallError, InputRequired, ToolHints, ToolResult
from common.mcp.tools import barcode_generator, image_result
from common.mcp.tools.barcode_generator import coerce, number_notices
from common.operations.draw import draw_parsed, parse
from common.services.user_files import UserFiles

_EXTENSIONS = ", ".join(f".{each.extension}" for each in image_format.catalogue().values())
_PROPERTIES: dict[str, Mapping[str, Any]] = {
    "save_as": {
        **SAVE_AS,
        "description": "Path of a file to write, in an allowed folder; its extension selects the "
        f"image format ({_EXTENSIONS}).",
        "examples": ["label.png"],
    },
    "overwrite": OVERWRITE,
}


def run(context: ToolContext, arguments: Mapping[str, Any]) -> ToolResult | InputRequired:
    """Draw the barcode that *arguments* describe, and save it if they name a file."""
    own, others = schema.split(arguments, _PROPERTIES)
    path = own.get("save_as")
    if path is None:
        return barcode_generator.run(context, others)
    # The suffix decides: a PNG in a file called .svg opens nowhere.
    options = {**others, "image_format": _format(path, others.get("image_format"))}

    def use(files: UserFiles) -> ToolResult:
        request = parse(
            context.quota, coerce(options), strings=True, notices=number_notices(options)
        )
        picture = draw_parsed(context.quota, request)
        saved = files.write(path, [picture.body], overwrite=bool(own.get("overwrite")))
        image_result.log(context, picture, barcode_generator.NAME)
        return ToolResult(_content(picture, str(saved)))

    return with_files(context, [path], use)


def _format(path: str, chosen: object) -> str:
    """Return the image format of the file *path*."""
    extension = PurePath(path).suffix.removeprefix(".")
    try:
        found = image_format.find(extension)
    except BarcodeError:
        raise CallError(f"save_as: {path[:500]} must end in one of {_EXTENSIONS}.") from None
    if chosen not in (None, "") and image_format.find(str(chosen)) is not found:
        raise CallError(
            f"save_as: ends in .{extension[:20]}, but image_format is {str(chosen)[:20]}. Leave "
            "image_format out."
        )
    return found.id


def _content(picture: RenderedImage, path: str) -> tuple[Content, ...]:
    text = TextContent(f"Saved as {path}. {image_result.describe(picture)}")
    # A large picture was saved, not to be looked at by a model.
    is_shown = image_result.is_displayed(picture) and image_result.is_small(picture)
    return (ImageContent(picture.body, picture.media_type), text) if is_shown else (text,)


TOOL = replace(
    barcode_generator.TOOL,
    description=(
        f"{barcode_generator.TOOL.description} With save_as the picture is written to a file on "
        "the person's machine."
    ),
    input_schema=schema.extended(barcode_generator.SCHEMA, _PROPERTIES),
    hints=ToolHints(read_only_hint=False, destructive_hint=True, idempotent_hint=False),
    run=run,
)
