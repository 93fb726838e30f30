"""The methods of resources: reading, and hearing of changes."""

from dataclasses import replace
from typing import Annotated, Any, Final

from msgspec import Meta, Struct

from common.mcp.protocol.calls import Call, CallRequest
from common.mcp.protocol.definitions import Context, ResourceTemplate
from common.mcp.protocol.jsonrpc import INVALID_PARAMS
from common.mcp.protocol.registry import BadEncoding, Registry
from common.mcp.protocol.revisions import Revision
from common.mcp.protocol.state import Listen, Refused, Shape, State, params_of, told

# A connection watches no more resources than this; there are few to watch.
MOST_WATCHED: Final = 100


class _Resource(Struct):
    uri: str


class _Filter(Struct, rename="camel"):
    resource_subscriptions: Annotated[list[str], Meta(max_length=MOST_WATCHED)] | None = None
    tools_list_changed: bool | None = None
    resources_list_changed: bool | None = None
    prompts_list_changed: bool | None = None


class _Listen(Struct):
    notifications: _Filter


def read(state: State, asked: CallRequest) -> Call:
    """Read a resource, by its own URI or by a template's."""
    uri, registry = params_of(asked, _Resource).uri, state.registry

    def shape(value: Any) -> Shape:
        return {"contents": [value]}

    if resource := registry.resources.get(uri):
        keep = (resource.ttl_ms, "public" if resource.shared else "private")
        read = resource.read
        return Call(asked, lambda context: read(told(context, asked)), shape, keep, uri)
    if found := _template_for(registry, uri):
        template, values = found
        keep = (template.ttl_ms, "public" if template.shared else "private")

        def run(context: Context[Any, Any]) -> Any:
            return template.read(told(context, asked), uri, values)

        return Call(asked, run, shape, keep, uri, charges=template.charges)
    raise _no_resource(asked.revision, uri)


def _template_for(registry: Registry, uri: str) -> tuple[ResourceTemplate, dict[str, str]] | None:
    try:
        return registry.template_for(uri)
    except BadEncoding as wrong:
        message = f"{uri[:200]} is no URI. Percent-encode the bytes of UTF-8."
        raise Refused(INVALID_PARAMS, message, {"uri": uri}) from wrong


def _no_resource(revision: Revision, uri: str) -> Refused:
    lists = "resources/list and resources/templates/list"
    message = f"Resource not found: {uri[:200]}. {lists} tell what there is."
    return Refused(revision.not_found, message, {"uri": uri})


def subscribe(state: State, asked: CallRequest) -> Shape:
    """Tell the client from now on when a resource changes."""
    uri = _watchable(state, asked, params_of(asked, _Resource).uri)
    if len(state.watched) >= MOST_WATCHED and uri not in state.watched:
        raise Refused(INVALID_PARAMS, f"A connection watches at most {MOST_WATCHED} resources.")
    state.watched.add(uri)
    return {}


def _watchable(state: State, asked: CallRequest, uri: str) -> str:
    if uri in state.registry.resources or _template_for(state.registry, uri):
        return uri
    raise _no_resource(asked.revision, uri)


def unsubscribe(state: State, asked: CallRequest) -> Shape:
    """Tell the client no more."""
    state.watched.discard(params_of(asked, _Resource).uri)
    return {}


def listen(state: State, asked: CallRequest) -> Listen:
    """Open a stream of notifications (2026-07-28, subscriptions/listen)."""
    wanted = params_of(asked, _Listen).notifications.resource_subscriptions or []
    if len(state.listens) >= MOST_WATCHED:
        raise Refused(INVALID_PARAMS, f"A connection listens at most {MOST_WATCHED} times.")
    # The stream may stay open for days, and must not keep what else the client sent.
    return Listen(
        replace(asked, params={}), frozenset(_watchable(state, asked, uri) for uri in wanted)
    )
