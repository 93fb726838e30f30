"""MCP Apps: HTML documents that a client shows with the results of a tool (SEP-1865).

The entry of a tool in ``tools/list`` names its app, which is a resource. Clients that support the
extension declare it; to others the entry has no app. An app is in no list of resources.
"""

from collections.abc import Mapping
from typing import Any, Final

from common.mcp.protocol.calls import CallRequest
from common.mcp.protocol.state import SessionState

# Extension identifier, resource format and capability negotiation of the specification 2026-01-26.
EXTENSION: Final = "io.modelcontextprotocol/ui"
MIME_TYPE: Final = "text/html;profile=mcp-app"


def declared_by(capabilities: Mapping[str, Any]) -> bool:
    """Return True if *capabilities* of a client say that it shows apps."""
    extensions = capabilities.get("extensions")
    settings = extensions.get(EXTENSION) if isinstance(extensions, dict) else None
    types = settings.get("mimeTypes") if isinstance(settings, dict) else None
    return isinstance(types, list) and MIME_TYPE in types


def may_be_shown(state: SessionState, request: CallRequest) -> bool:
    """Return True if the client of *request* shows apps, or may do so.

    Over HTTP the capabilities of a handshake are not known to the requests that follow, so its
    clients are given the apps if their revision defines ``_meta`` of tools; those that do not know
    the extension ignore it.
    """
    if request.revision.stateless:
        return declared_by(request.client.capabilities)
    if state.sessionless:
        return request.revision.tool_meta
    return state.has_apps
