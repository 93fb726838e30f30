"""The resource with the counters of the service."""

import msgspec

from common.mcp.context import ToolContext
from common.mcp.protocol.content import TextResourceContents
from common.mcp.protocol.definitions import Resource

URI = "metrics://system"


def read(context: ToolContext) -> TextResourceContents:
    """Return the counters of this server as JSON."""
    body = msgspec.json.encode(context.services.metrics.snapshot()).decode()
    return TextResourceContents(URI, body, "application/json")


RESOURCE = Resource(
    uri=URI,
    name="metrics",
    title="Metrics of the service",
    description="Counters of the service since it started, such as barcodes drawn by format.",
    mime_type="application/json",
    read=read,
    update_seconds=5,
)
