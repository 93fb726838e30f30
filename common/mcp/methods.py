"""What each method of MCP does: an answer at once, or a call for the edge to run.

Every function here takes the state of the connection and the request, and returns a result, a
Call or a Listen; it raises Refused for what must be answered with an error.
"""

import difflib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Annotated, Any, Final, TypeVar, get_args

import msgspec
from msgspec import Meta, Struct

from common.mcp import shapes
from common.mcp.calls import Asked, Call
from common.mcp.declarations import (
    Complete,
    Context,
    LogLevel,
    Prompt,
    PromptResult,
    ToolResult,
)
from common.mcp.jsonrpc import INVALID_PARAMS, Id
from common.mcp.registry import BadCursor, Registry
from common.mcp.revisions import STATELESS, Revision, negotiate

LOG_LEVELS: Final[tuple[str, ...]] = get_args(LogLevel)
SUBSCRIPTION_KEY: Final = "io.modelcontextprotocol/subscriptionId"
# Lists change only when another version of the server is started.
LISTS_KEEP: Final = (300_000, "public")
# The specification's most for one completion (completion/complete, values).
MOST_COMPLETIONS: Final = 100
# A connection watches no more resources than this; there are few to watch.
MOST_WATCHED: Final = 100

Shape = dict[str, Any]


class Refused(Exception):
    """A request that is answered with an error."""

    def __init__(self, code: int, message: str, data: Any = None) -> None:
        super().__init__(code, message, data)
        self.code, self.message, self.data = code, message, data


@dataclass(frozen=True, slots=True)
class Listen:
    """A standing request for notifications.

    Attributes:
        uris: the resources to tell of.
    """

    asked: Asked
    uris: frozenset[str]


@dataclass(slots=True)
class State:
    """What a connection knows of its client.

    Attributes:
        registry: what there is to offer.
        revision: what was negotiated; None before ``initialize``.
        sessionless: True over HTTP, where no request knows of another.
        log_level: the least level of log messages that go to the client.
        watched: the URIs that it subscribed to.
        listens: its standing requests, by id.
    """

    registry: Registry
    revision: Revision | None = None
    sessionless: bool = False
    log_level: str = "info"
    watched: set[str] = field(default_factory=set)
    listens: dict[Id, Listen] = field(default_factory=dict)


class _Initialize(Struct, rename="camel"):
    protocol_version: str
    capabilities: dict[str, Any] | None = None
    client_info: dict[str, Any] | None = None


class _SetLevel(Struct):
    level: LogLevel


class _List(Struct):
    cursor: str | None = None


class _CallTool(Struct):
    name: str
    arguments: dict[str, Any] | None = None


class _Resource(Struct):
    uri: str


class _GetPrompt(Struct):
    name: str
    arguments: dict[str, str] | None = None


class _PromptReference(Struct, tag="ref/prompt"):
    name: str


class _TemplateReference(Struct, tag="ref/resource"):
    uri: str


class _Argument(Struct):
    name: str
    value: str


class _Others(Struct):
    arguments: dict[str, str] | None = None


class _Complete(Struct):
    ref: _PromptReference | _TemplateReference
    argument: _Argument
    context: _Others | None = None


class _Filter(Struct, rename="camel"):
    resource_subscriptions: Annotated[list[str], Meta(max_length=MOST_WATCHED)] | None = None
    tools_list_changed: bool | None = None
    resources_list_changed: bool | None = None
    prompts_list_changed: bool | None = None


class _Listen(Struct):
    notifications: _Filter


Params = TypeVar("Params", bound=Struct)


def _params(asked: Asked, kind: type[Params]) -> Params:
    try:
        return msgspec.convert(asked.params, kind)
    except msgspec.ValidationError as wrong:
        message = f"Invalid params of {asked.method}: {wrong}"
        raise Refused(INVALID_PARAMS, message.replace("`$", "`params")) from wrong


def initialize(state: State, asked: Asked) -> Shape:
    """Agree on a revision (lifecycle, initialization)."""
    state.revision = negotiate(_params(asked, _Initialize).protocol_version)
    about = state.registry.about
    return {
        "protocolVersion": state.revision.name,
        "capabilities": capabilities(state, state.revision),
        "serverInfo": shapes.implementation(about, state.revision),
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


def discover(state: State, asked: Asked) -> Shape:
    """Say what ``initialize`` says, without a handshake (2026-07-28, server/discover)."""
    about = state.registry.about
    return shapes.complete(
        {
            "supportedVersions": list(STATELESS),
            "capabilities": capabilities(state, asked.revision),
            "instructions": about.instructions,
        },
        about,
        asked.revision,
        LISTS_KEEP,
    )


def ping(state: State, asked: Asked) -> Shape:
    """Answer that the server lives."""
    return {}


def set_level(state: State, asked: Asked) -> Shape:
    """Take the least level of the log messages to send."""
    state.log_level = _params(asked, _SetLevel).level
    return {}


def _list(kind: str, key: str, state: State, asked: Asked) -> Shape:
    try:
        page = state.registry.page(kind, asked.revision, _params(asked, _List).cursor)
    except BadCursor as wrong:
        message = "Unknown cursor: take `nextCursor` of the page before."
        raise Refused(INVALID_PARAMS, message) from wrong
    shape: Shape = {key: page.items}
    if page.next_cursor is not None:
        shape["nextCursor"] = page.next_cursor
    return shapes.complete(shape, state.registry.about, asked.revision, LISTS_KEEP)


def call_tool(state: State, asked: Asked) -> Call:
    """Run a tool."""
    params = _params(asked, _CallTool)
    tool = state.registry.tools.get(params.name)
    if tool is None:
        raise Refused(INVALID_PARAMS, _unknown("tool", params.name, list(state.registry.tools)))

    def shape(value: ToolResult) -> Shape:
        return shapes.tool_result(value, asked.revision)

    arguments = params.arguments or {}
    return Call(asked, lambda context: tool.run(_told(context, asked), arguments), shape)


def _told(context: Context[Any, Any], asked: Asked) -> Context[Any, Any]:
    """Return *context* with what the request says of its client."""
    return replace(context, client=asked.client) if asked.revision.stateless else context


def _unknown(kind: str, name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name[:100], known, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"{kind}s/list names every one."
    return f"Unknown {kind}: {name[:100]}. {hint}"


def read_resource(state: State, asked: Asked) -> Call:
    """Read a resource, by its own URI or by a template's."""
    uri, registry = _params(asked, _Resource).uri, state.registry

    def shape(value: Any) -> Shape:
        return {"contents": [value]}

    if resource := registry.resources.get(uri):
        keep = (resource.ttl_ms, "public" if resource.shared else "private")
        read = resource.read
        return Call(asked, lambda context: read(_told(context, asked)), shape, keep, uri)
    if found := registry.template_for(uri):
        template, values = found
        keep = (template.ttl_ms, "public" if template.shared else "private")

        def run(context: Context[Any, Any]) -> Any:
            return template.read(_told(context, asked), uri, values)

        return Call(asked, run, shape, keep, uri)
    raise _no_resource(asked.revision, uri)


def _no_resource(revision: Revision, uri: str) -> Refused:
    message = f"Resource not found: {uri[:200]}. resources/list names every one."
    return Refused(revision.not_found, message, {"uri": uri})


def subscribe(state: State, asked: Asked) -> Shape:
    """Tell the client from now on when a resource changes."""
    uri = _watchable(state, asked, _params(asked, _Resource).uri)
    if len(state.watched) >= MOST_WATCHED and uri not in state.watched:
        raise Refused(INVALID_PARAMS, f"A connection watches at most {MOST_WATCHED} resources.")
    state.watched.add(uri)
    return {}


def _watchable(state: State, asked: Asked, uri: str) -> str:
    if uri in state.registry.resources or state.registry.template_for(uri):
        return uri
    raise _no_resource(asked.revision, uri)


def unsubscribe(state: State, asked: Asked) -> Shape:
    """Tell the client no more."""
    state.watched.discard(_params(asked, _Resource).uri)
    return {}


def listen(state: State, asked: Asked) -> Listen:
    """Open a stream of notifications (2026-07-28, subscriptions/listen)."""
    wanted = _params(asked, _Listen).notifications.resource_subscriptions or []
    if len(state.listens) >= MOST_WATCHED:
        raise Refused(INVALID_PARAMS, f"A connection listens at most {MOST_WATCHED} times.")
    return Listen(asked, frozenset(_watchable(state, asked, uri) for uri in wanted))


def get_prompt(state: State, asked: Asked) -> Call:
    """Fill in a prompt."""
    params = _params(asked, _GetPrompt)
    prompt = _prompt(state, params.name)
    arguments = params.arguments or {}
    missing = [a.name for a in prompt.arguments if a.required and not arguments.get(a.name)]
    if missing:
        raise Refused(INVALID_PARAMS, f"Prompt {prompt.name} needs {', '.join(missing)}.")

    def shape(value: PromptResult) -> Shape:
        return shapes.prompt_result(value, asked.revision)

    return Call(asked, lambda context: prompt.fill(_told(context, asked), arguments), shape)


def _prompt(state: State, name: str) -> Prompt:
    prompt = state.registry.prompts.get(name)
    if prompt is None:
        raise Refused(INVALID_PARAMS, _unknown("prompt", name, list(state.registry.prompts)))
    return prompt


def complete(state: State, asked: Asked) -> Call:
    """Offer values for an argument of a prompt or a variable of a template."""
    params = _params(asked, _Complete)
    offer = _completion(state, params.ref)
    others = (params.context.arguments if params.context else None) or {}

    def run(context: Any) -> tuple[str, ...]:
        return offer(params.argument.name, params.argument.value, others)

    return Call(asked, run, _completed)


def _completed(values: tuple[str, ...]) -> Shape:
    more = len(values) > MOST_COMPLETIONS
    offered = {"values": values[:MOST_COMPLETIONS], "total": len(values), "hasMore": more}
    return {"completion": offered}


def _completion(state: State, reference: _PromptReference | _TemplateReference) -> Complete:
    if isinstance(reference, _PromptReference):
        return _prompt(state, reference.name).complete
    template = state.registry.templates.get(reference.uri)
    if template is None:
        message = f"Unknown resource template: {reference.uri[:200]}."
        raise Refused(INVALID_PARAMS, message)
    return template.complete


Answer = Shape | Call | Listen
HANDLERS: Final[dict[str, Callable[[State, Asked], Answer]]] = {
    "initialize": initialize,
    "ping": ping,
    "logging/setLevel": set_level,
    "tools/list": partial(_list, "tools", "tools"),
    "tools/call": call_tool,
    "resources/list": partial(_list, "resources", "resources"),
    "resources/templates/list": partial(_list, "templates", "resourceTemplates"),
    "resources/read": read_resource,
    "resources/subscribe": subscribe,
    "resources/unsubscribe": unsubscribe,
    "prompts/list": partial(_list, "prompts", "prompts"),
    "prompts/get": get_prompt,
    "completion/complete": complete,
    "server/discover": discover,
    "subscriptions/listen": listen,
}
