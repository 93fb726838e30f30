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
    },
    "more_paths": {
        "type": "array",
        "items": PATH,
        "maxItems": 19,
        "description": "Paths of further files, such as those with the other symbols of a message.",
        "examples": [["photo2.jpg"]],
    },
}
_PICTURES = ("image", "more_images")
_SCHEMA = schema.extended(barcode_decoder.TOOL.input_schema, _PROPERTIES)


def run(context: ToolContext, arguments: Mapping[str, Any]) -> ToolResult | InputRequired:
    """Read the file or the picture in *arguments*."""
    own, others = schema.split(arguments, _PROPERTIES)
    path = own.get("path")
    more = own.get("more_paths", [])
    has_image = others.get("image") not in (None, "")
    # Models fill in what they know of the schema, so that each combination has its own fix.
    if path is None and more:
        raise CallError("more_paths: needs path, the path of the first file.")
    if path is None and not has_image:
        raise CallError("path: is missing. Give the path of a file, or image as base64.")
    if path is None:
        return barcode_decoder.run(context, others)
    if has_image:
        raise CallError("path: can't be combined with image. Give one of them.")
    if others.get("more_images"):
        raise CallError("more_images: can't be combined with path. Use more_paths.")
    selected = {name: value for name, value in others.items() if name not in _PICTURES}
    given = schema.parse(barcode_decoder.Selection, selected)

    def use(files: UserFiles) -> ToolResult:
        most = context.services.settings.max_body_bytes
        contents = [files.read(one, most) for one in (path, *more)]
        return barcode_decoder.read(context, contents, given)

    return with_files(context, [path, *more], use)


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
