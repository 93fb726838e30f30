"""The tool that draws a barcode."""

from collections.abc import Mapping
from typing import Any

from common.mcp.context import ToolContext
from common.mcp.protocol.definitions import Tool, ToolResult
from common.mcp.tools import drawing_arguments, image_result
from common.operations.draw import draw_parsed, parse

NAME = "barcode_generator"


def run(context: ToolContext, arguments: Mapping[str, Any]) -> ToolResult:
    """Draw the barcode that *arguments* describe."""
    request = parse(context.quota, drawing_arguments.coerce(arguments), strings=True)
    picture = draw_parsed(context.quota, request, check=image_result.require_short)
    image_result.log(context, picture, NAME)
    return ToolResult(image_result.as_content(picture))


TOOL = Tool(
    name=NAME,
    title="Draw a barcode",
    description=(
        "Draws one barcode or 2D code, and returns the picture and a text that describes it. Needs "
        "`data` and `format`, or, for a payment, Wi-Fi, contact, ticket or another application "
        "standard, `content` and `content_fields` (content_types lists them). Omit the other "
        "options unless the person requested them. An independent decoder has read the picture "
        "back. Data that the format can't encode is refused with the fix. A missing check digit is "
        "added, a wrong one is refused."
    ),
    input_schema=drawing_arguments.SCHEMA,
    run=run,
    charges=True,
)
