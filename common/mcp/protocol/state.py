"""The state of a session, and how the methods of MCP read parameters and refuse requests."""

import difflib
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from common.mcp.protocol.calls import CallRequest
from common.mcp.protocol.definitions import ROOTS, ClientSide, Context
from common.mcp.protocol.jsonrpc import INVALID_PARAMS, Id
from common.mcp.protocol.registry import Registry
from common.mcp.protocol.revisions import Revision

JsonObject = dict[str, Any]


class RequestError(Exception):
    """A request that is answered with an error response.

    Args:
        code: the JSON-RPC error code.
        message: the text of the error.
        data: further JSON data, or None.
    """

    def __init__(self, code: int, message: str, data: Any = None) -> None:
        super().__init__(code, message, data)
        self.code, self.message, self.data = code, message, data


@dataclass(frozen=True, slots=True)
class Listener:
    """A `subscriptions/listen` request, which stays open and receives notifications.

    Attributes:
        request: the request, without its parameters.
        uris: the resources whose changes are notified.
    """

    request: CallRequest
    uris: frozenset[str]


@dataclass(slots=True)
class SessionState:
    """What a session remembers of its client.

    Attributes:
        registry: the tools, resources and prompts.
        revision: the negotiated revision; None before ``initialize``.
        sessionless: True over HTTP, where each request is independent.
        log_level: the lowest level of log messages that the client has set, or None.
        watched: the URIs of its subscriptions.
        listeners: its open `subscriptions/listen` requests, by id.
        has_roots: True if it declared the capability ``roots`` in ``initialize``.
        roots: its answer to the last ``roots/list``, or None.
        has_apps: True if it declared in ``initialize`` that it shows the apps of tools.
    """

    registry: Registry
    revision: Revision | None = None
    sessionless: bool = False
    log_level: str | None = None
    watched: set[str] = field(default_factory=set)
    listeners: dict[Id, Listener] = field(default_factory=dict)
    has_roots: bool = False
    roots: JsonObject | None = None
    has_apps: bool = False


Params = TypeVar("Params", bound=Struct)


def params_of(request: CallRequest, kind: type[Params]) -> Params:
    """Return the parameters of *request* as *kind*.

    Raises:
        RequestError: the parameters are malformed.
    """
    try:
        return msgspec.convert(request.params, kind)
    except msgspec.ValidationError as error:
        message = f"Invalid params of {request.method}: {error}"
        # msgspec's paths start with `$`.
        raise RequestError(INVALID_PARAMS, message.replace("`$", "`params")) from error


def with_client(
    state: SessionState, context: Context[Any, Any], request: CallRequest
) -> Context[Any, Any]:
    """Return *context* with what the request or the session knows of the client."""
    if request.revision.stateless:
        return replace(context, client=request.client)
    if state.roots is None:
        return context
    # As if a stateless client had answered the same request.
    return replace(context, client=ClientSide(inputs={ROOTS: state.roots}))


def unknown_name(kind: str, name: str, known: list[str]) -> str:
    """Return the text that no *kind* has that *name*, with the nearest known name."""
    # Models misspell names: the nearest one saves them a list request.
    near = difflib.get_close_matches(name[:100], known, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"{kind}s/list returns every one."
    return f"Unknown {kind}: {name[:100]}. {hint}"
