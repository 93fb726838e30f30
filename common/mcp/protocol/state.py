"""What the methods of MCP work on: the state of a connection, and how they refuse."""

import difflib
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from common.mcp.protocol.calls import CallRequest
from common.mcp.protocol.definitions import Context
from common.mcp.protocol.jsonrpc import INVALID_PARAMS, Id
from common.mcp.protocol.registry import Registry
from common.mcp.protocol.revisions import Revision

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

    asked: CallRequest
    uris: frozenset[str]


@dataclass(slots=True)
class State:
    """What a connection knows of its client.

    Attributes:
        registry: what there is to offer.
        revision: what was negotiated; None before ``initialize``.
        sessionless: True over HTTP, where no request knows of another.
        log_level: the least level of the log messages that it asked for; None before it did.
        watched: the URIs that it subscribed to.
        listens: its standing requests, by id.
    """

    registry: Registry
    revision: Revision | None = None
    sessionless: bool = False
    log_level: str | None = None
    watched: set[str] = field(default_factory=set)
    listens: dict[Id, Listen] = field(default_factory=dict)


Params = TypeVar("Params", bound=Struct)


def params_of(asked: CallRequest, kind: type[Params]) -> Params:
    """Read the parameters of a request as *kind*.

    Raises:
        Refused: they are malformed.
    """
    try:
        return msgspec.convert(asked.params, kind)
    except msgspec.ValidationError as wrong:
        message = f"Invalid params of {asked.method}: {wrong}"
        raise Refused(INVALID_PARAMS, message.replace("`$", "`params")) from wrong


def told(context: Context[Any, Any], asked: CallRequest) -> Context[Any, Any]:
    """Return *context* with what the request says of its client."""
    return replace(context, client=asked.client) if asked.revision.stateless else context


def unknown(kind: str, name: str, known: list[str]) -> str:
    """Say that no *kind* has that *name*, and which may have been meant."""
    near = difflib.get_close_matches(name[:100], known, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"{kind}s/list names every one."
    return f"Unknown {kind}: {name[:100]}. {hint}"
