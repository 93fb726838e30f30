"""The resource with the counters of the service."""

import msgspec
from msgspec import structs

from common.mcp.context import ToolContext
from common.mcp.protocol.content import TextResourceContents
from common.mcp.protocol.definitions import Resource

URI = "metrics://system"


def read(context: ToolContext) -> TextResourceContents:
    """Return the counters of this server as JSON."""
    snapshot = context.services.metrics.snapshot()
    # Those of HTTP requests are hundreds of lines, which no model needs.
    counters = tuple(each for each in snapshot.counters if not each.name.startswith("http_"))
    body = msgspec.json.encode(structs.replace(snapshot, counters=counters)).decode()
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
