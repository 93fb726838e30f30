"""The methods of MCP: each returns a result, or a call for the edge to run.

Every handler receives the state of the session and the request. It returns a result, a Call or a
Listener, and raises RequestError for a request that is answered with an error.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from msgspec import Struct

from common.mcp.protocol import apps, prompt_methods, resource_methods, serializers
from common.mcp.protocol.calls import Call, CallRequest
from common.mcp.protocol.definitions import LOG_LEVELS, ToolResult
from common.mcp.protocol.jsonrpc import INVALID_PARAMS, INVALID_REQUEST
from common.mcp.protocol.registry import BadCursor
from common.mcp.protocol.revisions import STATELESS, Revision, negotiate
from common.mcp.protocol.state import (
    JsonObject,
    Listener,
    RequestError,
    SessionState,
    params_of,
    unknown_name,
    with_client,
)

# Lists change only when another version of the server is started.
LIST_CACHE_HINT: Final = (300_000, "public")


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


def initialize(state: SessionState, request: CallRequest) -> JsonObject:
    """Negotiate a revision (lifecycle, initialization)."""
    params = params_of(request, _Initialize)
    version = params.protocol_version
    # Another revision within a session would change the format of answers under way. Over HTTP
    # each POST has a session of its own, whose revision is known before.
    if state.revision is not None and not state.sessionless:
        text = "Invalid Request: this connection is initialized already, with revision"
        fix = "Open another connection to negotiate again."
        raise RequestError(INVALID_REQUEST, f"{text} {state.revision.name}. {fix}")
    state.revision = negotiate(version)
    client = params.capabilities or {}
    state.has_roots = "roots" in client
    state.has_apps = apps.declared_by(client)
    about = state.registry.about
    return {
        "protocolVersion": state.revision.name,
        "capabilities": capabilities(state, state.revision, with_apps=state.has_apps),
        "serverInfo": serializers.implementation(about, state.revision),
        "instructions": about.instructions,
    }


def capabilities(state: SessionState, revision: Revision, *, with_apps: bool = False) -> JsonObject:
    """Return the capabilities of the server: only those that its registry has content for.

    Lists never change while a server runs, so ``listChanged`` is not declared. The extension for
    apps is declared to clients that declare it.
    """
    registry = state.registry
    # A capability that is declared without content would make clients list nothing.
    declared: JsonObject = {"logging": {}}
    if registry.tools:
        declared["tools"] = {}
    if registry.resources or registry.templates:
        # The answer to a POST ends with it, so there are no subscriptions over HTTP.
        declared["resources"] = {} if state.sessionless else {"subscribe": True}
    if registry.prompts:
        declared["prompts"] = {}
    if revision.completions and (registry.prompts or registry.templates):
        declared["completions"] = {}
    if with_apps and any(tool.app for tool in registry.tools.values()):
        declared["extensions"] = {apps.EXTENSION: {}}
    return declared


def discover(state: SessionState, request: CallRequest) -> JsonObject:
    """Return what ``initialize`` returns, without a handshake (2026-07-28, server/discover)."""
    about = state.registry.about
    return serializers.complete(
        {
            "supportedVersions": list(STATELESS),
            "capabilities": capabilities(
                state,
                request.revision,
                with_apps=apps.declared_by(request.client.capabilities),
            ),
            "instructions": about.instructions,
        },
        about,
        request.revision,
        LIST_CACHE_HINT,
    )


def ping(state: SessionState, request: CallRequest) -> JsonObject:
    """Return an empty result (ping, behavior requirements)."""
    return {}


def set_level(state: SessionState, request: CallRequest) -> JsonObject:
    """Set the lowest level of log messages to send."""
    level = params_of(request, _SetLevel).level
    if level not in LOG_LEVELS:
        message = f"Unknown log level: {level[:100]}. It is one of {', '.join(LOG_LEVELS)}."
        raise RequestError(INVALID_PARAMS, message)
    state.log_level = level
    return {}


def _list(kind: str, key: str, state: SessionState, request: CallRequest) -> JsonObject:
    try:
        # server utilities, pagination: a cursor is opaque to clients, and an invalid one is -32602.
        page = state.registry.page(
            kind,
            request.revision,
            params_of(request, _List).cursor,
            with_apps=apps.may_be_shown(state, request),
        )
    except BadCursor as error:
        message = "Unknown cursor: send the `nextCursor` of the previous page."
        raise RequestError(INVALID_PARAMS, message) from error
    listed: JsonObject = {key: page.items}
    if page.next_cursor is not None:
        listed["nextCursor"] = page.next_cursor
    return serializers.complete(listed, state.registry.about, request.revision, LIST_CACHE_HINT)


def call_tool(state: SessionState, request: CallRequest) -> Call:
    """Return the call that runs a tool."""
    params = params_of(request, _CallTool)
    tools = state.registry.tools
    # tools, error handling: an unknown tool is a protocol error, not a result.
    tool = tools.get(params.name)
    if tool is None:
        raise RequestError(INVALID_PARAMS, unknown_name("tool", params.name, list(tools)))

    def serialize(value: ToolResult) -> JsonObject:
        return serializers.tool_result(value, request.revision)

    arguments = params.arguments or {}
    return Call(
        request,
        lambda context: tool.run(with_client(state, context, request), arguments),
        serialize,
        is_slow=tool.is_slow,
        is_brief=tool.is_brief(arguments),
        charges=tool.charges,
    )


Answer = JsonObject | Call | Listener
HANDLERS: Final[dict[str, Callable[[SessionState, CallRequest], Answer]]] = {
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
