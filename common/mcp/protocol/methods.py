"""What each method of MCP does: an answer at once, or a call for the edge to run.

Every function here takes the state of the connection and the request, and returns a result, a
Call or a Listen; it raises Refused for what must be answered with an error.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from msgspec import Struct

from common.mcp.protocol import prompt_methods, resource_methods, serializers
from common.mcp.protocol.calls import Call, CallRequest
from common.mcp.protocol.definitions import LOG_LEVELS, ToolResult
from common.mcp.protocol.jsonrpc import INVALID_PARAMS
from common.mcp.protocol.registry import BadCursor
from common.mcp.protocol.revisions import STATELESS, Revision, negotiate
from common.mcp.protocol.state import Listen, Refused, Shape, State, params_of, told, unknown

# Lists change only when another version of the server is started.
LISTS_KEEP: Final = (300_000, "public")


class _Initialize(Struct, rename="camel"):
    protocol_version: str
    capabilities: dict[str, Any] | None = None
    client_info: dict[str, Any] | None = None


class _SetLevel(Struct):
    level: str


class _List(Struct):
    cursor: str | None = None


class _CallTool(Struct):
    name: str
    arguments: dict[str, Any] | None = None


def initialize(state: State, asked: CallRequest) -> Shape:
    """Agree on a revision (lifecycle, initialization)."""
    state.revision = negotiate(params_of(asked, _Initialize).protocol_version)
    about = state.registry.about
    return {
        "protocolVersion": state.revision.name,
        "capabilities": capabilities(state, state.revision),
        "serverInfo": serializers.implementation(about, state.revision),
        "instructions": about.instructions,
    }


def capabilities(state: State, revision: Revision) -> Shape:
    """Return what the server can do: only what it has something for.

    Lists never change while a server runs, so ``listChanged`` is not claimed.
    """
    registry = state.registry
    shape: Shape = {"logging": {}}
    if registry.tools:
        shape["tools"] = {}
    if registry.resources or registry.templates:
        # A POST's answer can't outlive it, so that HTTP carries no subscriptions.
        shape["resources"] = {} if state.sessionless else {"subscribe": True}
    if registry.prompts:
        shape["prompts"] = {}
    if revision.completions and (registry.prompts or registry.templates):
        shape["completions"] = {}
    return shape


def discover(state: State, asked: CallRequest) -> Shape:
    """Say what ``initialize`` says, without a handshake (2026-07-28, server/discover)."""
    about = state.registry.about
    return serializers.complete(
        {
            "supportedVersions": list(STATELESS),
            "capabilities": capabilities(state, asked.revision),
            "instructions": about.instructions,
        },
        about,
        asked.revision,
        LISTS_KEEP,
    )


def ping(state: State, asked: CallRequest) -> Shape:
    """Answer that the server lives."""
    return {}


def set_level(state: State, asked: CallRequest) -> Shape:
    """Take the least level of the log messages to send."""
    level = params_of(asked, _SetLevel).level
    if level not in LOG_LEVELS:
        message = f"Unknown log level: {level[:100]}. It is one of {', '.join(LOG_LEVELS)}."
        raise Refused(INVALID_PARAMS, message)
    state.log_level = level
    return {}


def _list(kind: str, key: str, state: State, asked: CallRequest) -> Shape:
    try:
        page = state.registry.page(kind, asked.revision, params_of(asked, _List).cursor)
    except BadCursor as wrong:
        message = "Unknown cursor: take `nextCursor` of the page before."
        raise Refused(INVALID_PARAMS, message) from wrong
    shape: Shape = {key: page.items}
    if page.next_cursor is not None:
        shape["nextCursor"] = page.next_cursor
    return serializers.complete(shape, state.registry.about, asked.revision, LISTS_KEEP)


def call_tool(state: State, asked: CallRequest) -> Call:
    """Run a tool."""
    params = params_of(asked, _CallTool)
    tool = state.registry.tools.get(params.name)
    if tool is None:
        raise Refused(INVALID_PARAMS, unknown("tool", params.name, list(state.registry.tools)))

    def shape(value: ToolResult) -> Shape:
        return serializers.tool_result(value, asked.revision)

    arguments = params.arguments or {}
    return Call(
        asked,
        lambda context: tool.run(told(context, asked), arguments),
        shape,
        is_slow=tool.is_slow,
        charges=tool.charges,
    )


Answer = Shape | Call | Listen
HANDLERS: Final[dict[str, Callable[[State, CallRequest], Answer]]] = {
    "initialize": initialize,
    "ping": ping,
    "logging/setLevel": set_level,
    "tools/list": partial(_list, "tools", "tools"),
    "tools/call": call_tool,
    "resources/list": partial(_list, "resources", "resources"),
    "resources/templates/list": partial(_list, "templates", "resourceTemplates"),
    "resources/read": resource_methods.read,
    "resources/subscribe": resource_methods.subscribe,
    "resources/unsubscribe": resource_methods.unsubscribe,
    "prompts/list": partial(_list, "prompts", "prompts"),
    "prompts/get": prompt_methods.get,
    "completion/complete": prompt_methods.complete,
    "server/discover": discover,
    "subscriptions/listen": resource_methods.listen,
}
