"""The tool that draws a barcode."""

from collections.abc import Mapping
from typing import Any

from common.mcp.declarations import Tool, ToolResult
from common.operations.draw import draw_parsed, parse
from common.tools import drawing_arguments, pictures
from common.tools.context import ToolContext

NAME = "barcode_generator"


def run(context: ToolContext, arguments: Mapping[str, Any]) -> ToolResult:
    """Draw what *arguments* ask for."""
    asked = parse(context.account, drawing_arguments.as_meant(arguments), strings=True)
    picture = draw_parsed(context.account, asked, check=pictures.require_short)
    pictures.log(context, picture, NAME)
    return ToolResult(pictures.as_content(picture))


TOOL = Tool(
    name=NAME,
    title="Draw a barcode",
    description=(
        "Draws one barcode or 2D code and returns the picture with a text that says what it "
        "holds. Needs `data` and `format`; leave the other options out unless asked for. The "
        "picture has been read back by an independent decoder. Data that the format can't carry "
        "is refused with what would work; a missing check digit is added, a wrong one named."
    ),
    input_schema=drawing_arguments.SCHEMA,
    run=run,
)
