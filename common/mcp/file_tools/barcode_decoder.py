"""The tool that reads barcodes, also in a file of the user."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from common.barcode.pages.page_errors import READABLE
from common.mcp.context import ToolContext
from common.mcp.file_access import PATH, with_files
from common.mcp.protocol import schema
from common.mcp.protocol.definitions import CallError, InputRequired, ToolResult
from common.mcp.tools import barcode_decoder
from common.services.user_files import UserFiles

_PROPERTIES: dict[str, Mapping[str, Any]] = {
    "path": {
        **PATH,
        "description": f"Path of the file ({READABLE}) in an allowed folder, instead of image.",
        "examples": ["photo.jpg"],
    }
}
_SCHEMA = schema.extended(barcode_decoder.TOOL.input_schema, _PROPERTIES)


def run(context: ToolContext, arguments: Mapping[str, Any]) -> ToolResult | InputRequired:
    """Read the file or the picture in *arguments*."""
    own, others = schema.split(arguments, _PROPERTIES)
    path = own.get("path")
    has_image = others.get("image") not in (None, "")
    if path is None and not has_image:
        raise CallError("path: is missing. Give the path of a file, or image as base64.")
    if path is None:
        return barcode_decoder.run(context, others)
    if has_image:
        raise CallError("path: can't be combined with image. Give one of them.")
    selected = {name: value for name, value in others.items() if name != "image"}
    given = schema.parse(barcode_decoder.Selection, selected)

    def use(files: UserFiles) -> ToolResult:
        content = files.read(path, context.services.settings.max_body_bytes)
        return barcode_decoder.read(context, content, given)

    return with_files(context, [path], use)


TOOL = replace(
    barcode_decoder.TOOL,
    description=(
        f"{barcode_decoder.TOOL.description} Give the path of a file on the person's machine, or "
        "the picture itself as image."
    ),
    # Either of them is required, which a flat schema can't express.
    input_schema={name: value for name, value in _SCHEMA.items() if name != "required"},
    run=run,
)
