"""The resource that lists every symbology."""

import msgspec

from common.mcp.context import ToolContext
from common.mcp.protocol.content import TextResourceContents
from common.mcp.protocol.definitions import Resource
from common.operations import catalogue

URI = "symbologies://list"


def read(context: ToolContext) -> TextResourceContents:
    """Return what ``GET symbologies`` lists."""
    body = msgspec.json.encode(catalogue.every()).decode()
    return TextResourceContents(URI, body, "application/json")


RESOURCE = Resource(
    uri=URI,
    name="symbologies",
    title="Symbologies",
    description=(
        "Every symbology that can be drawn: id (the value of `format`), title, standard, use, "
        "example, accepted characters and lengths, check-digit rule, aliases, own options, and "
        "whether its pictures are read back. The same as GET /symbologies."
    ),
    mime_type="application/json",
    read=read,
    ttl_ms=3_600_000,
)
