"""The resource with the health of the service."""

import msgspec

from common.mcp.context import ToolContext
from common.mcp.protocol.content import TextResourceContents
from common.mcp.protocol.definitions import Resource

URI = "health://status"


def read(context: ToolContext) -> TextResourceContents:
    """Return what ``GET /health`` returns."""
    health = context.services.health()
    if health.status != "ok":
        context.log("warning", msgspec.to_builtins(health), "health")
    body = msgspec.json.encode(health).decode()
    return TextResourceContents(URI, body, "application/json")


RESOURCE = Resource(
    uri=URI,
    name="health",
    title="Health of the service",
    description=(
        "The health of the service and of the parts that it depends on: status (ok or degraded), "
        "version, database_status, redis_status, mcp_status, parsers_status, "
        "batches_status. The same as GET /health."
    ),
    mime_type="application/json",
    read=read,
    update_seconds=5,
)
