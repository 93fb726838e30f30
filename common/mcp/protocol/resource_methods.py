"""The methods of resources: reading, and subscriptions to changes."""

from typing import Annotated, Any, Final

from msgspec import Meta, Struct, structs

from common.mcp.protocol.calls import Call, CallRequest
from common.mcp.protocol.definitions import Context, ResourceTemplate
from common.mcp.protocol.jsonrpc import INVALID_PARAMS
from common.mcp.protocol.registry import BadEncoding, Registry
from common.mcp.protocol.revisions import Revision
from common.mcp.protocol.state import (
    JsonObject,
    Listener,
    RequestError,
    SessionState,
    params_of,
    with_client,
)

# Subscriptions of one connection, which bounds its memory; few resources ever change.
MAX_WATCHED: Final = 100


class _Resource(Struct):
    uri: str


class _Filter(Struct, rename="camel"):
    resource_subscriptions: Annotated[list[str], Meta(max_length=MAX_WATCHED)] | None = None
    tools_list_changed: bool | None = None
    resources_list_changed: bool | None = None
    prompts_list_changed: bool | None = None


class _Listen(Struct):
    notifications: _Filter


def read(state: SessionState, request: CallRequest) -> Call:
    """Return the call that reads a resource, by its own URI or by that of a template."""
    uri, registry = params_of(request, _Resource).uri, state.registry

    def serialize(value: Any) -> JsonObject:
        return {"contents": [value]}

    # An exact URI goes before any template that matches it.
    if resource := registry.resources.get(uri):
        cache_hint = (resource.ttl_ms, "public" if resource.shared else "private")
        read = resource.read
        return Call(
            request,
            lambda context: read(with_client(state, context, request)),
            serialize,
            cache_hint,
            uri,
        )
    if match := _template_for(registry, uri):
        template, values = match
        cache_hint = (template.ttl_ms, "public" if template.shared else "private")

        def run(context: Context[Any, Any]) -> Any:
            return template.read(with_client(state, context, request), uri, values)

        return Call(request, run, serialize, cache_hint, uri, charges=template.charges)
    raise _not_found(request.revision, uri)


def _template_for(registry: Registry, uri: str) -> tuple[ResourceTemplate, dict[str, str]] | None:
    try:
        return registry.template_for(uri)
    except BadEncoding as error:
        message = f"{uri[:200]} is not a URI. Percent-encode the bytes of UTF-8."
        raise RequestError(INVALID_PARAMS, message, {"uri": uri}) from error


def _not_found(revision: Revision, uri: str) -> RequestError:
    hint = "resources/list and resources/templates/list return every resource."
    message = f"Resource not found: {uri[:200]}. {hint}"
    return RequestError(revision.not_found, message, {"uri": uri})


def subscribe(state: SessionState, request: CallRequest) -> JsonObject:
    """Notify the client from now on when a resource changes."""
    uri = _existing(state, request, params_of(request, _Resource).uri)
    # Subscribing again to the same resource has no effect.
    if len(state.watched) >= MAX_WATCHED and uri not in state.watched:
        text = f"A connection may subscribe to at most {MAX_WATCHED} resources."
        raise RequestError(INVALID_PARAMS, text)
    state.watched.add(uri)
    return {}


def _existing(state: SessionState, request: CallRequest, uri: str) -> str:
    if uri in state.registry.resources or _template_for(state.registry, uri):
        return uri
    raise _not_found(request.revision, uri)


def unsubscribe(state: SessionState, request: CallRequest) -> JsonObject:
    """Stop notifying the client of changes to a resource."""
    state.watched.discard(params_of(request, _Resource).uri)
    return {}


def listen(state: SessionState, request: CallRequest) -> Listener:
    """Return a listener for changes (2026-07-28, subscriptions/listen)."""
    wanted = params_of(request, _Listen).notifications.resource_subscriptions or []
    if len(state.listeners) >= MAX_WATCHED:
        text = f"A connection may have at most {MAX_WATCHED} open subscriptions/listen requests."
        raise RequestError(INVALID_PARAMS, text)
    # The request may stay open for days, so its other parameters are not kept in memory.
    return Listener(
        structs.replace(request, params={}),
        frozenset(_existing(state, request, uri) for uri in wanted),
    )
