"""The resource that says whether the service is well."""

import msgspec

from common.mcp.context import ToolContext
from common.mcp.protocol.definitions import Resource, TextResourceContents

URI = "health://status"


def read(context: ToolContext) -> TextResourceContents:
    """Return what ``GET /health`` returns."""
    found = context.services.health()
    if found.status != "ok":
        context.log("warning", msgspec.to_builtins(found), "health")
    body = msgspec.json.encode(found).decode()
    return TextResourceContents(URI, body, "application/json")


RESOURCE = Resource(
    uri=URI,
    name="health",
    title="Health of the service",
    description=(
        "Whether the service and what it depends on are well: status (ok or degraded), version, "
        "database_status, redis_status, mcp_status, parsers_status. The same as GET /health."
    ),
    mime_type="application/json",
    read=read,
    update_seconds=5,
)
