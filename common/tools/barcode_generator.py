"""The tool that draws a barcode."""

from collections.abc import Mapping
from typing import Any

from common.barcode import symbology
from common.barcode.options import DrawOptions
from common.mcp import schema
from common.mcp.declarations import Tool, ToolResult
from common.operations.account import Account
from common.operations.draw import draw
from common.tools import pictures
from common.tools.context import ToolContext


def run(context: ToolContext, arguments: Mapping[str, Any]) -> ToolResult:
    """Draw what *arguments* ask for."""
    asked = dict(arguments)
    # Some models and clients write digits as a number; what they mean is beyond doubt.
    if isinstance(asked.get("data"), int) and not isinstance(asked["data"], bool):
        asked["data"] = str(asked["data"])
    account = Account(context.services, context.caller)
    return ToolResult(pictures.as_content(draw(account, asked)))


TOOL = Tool(
    name="barcode_generator",
    title="Draw a barcode",
    description=(
        "Draws one barcode or 2D code and returns the picture with a text that says what it "
        "holds. Needs `data` and `format`; leave the other options out unless asked for. The "
        "picture has been read back by an independent decoder. Data that the format can't carry "
        "is refused with what would work; a missing check digit is added, a wrong one named."
    ),
    input_schema=schema.of(DrawOptions, {"format": {"enum": symbology.offered_names()}}),
    run=run,
)
