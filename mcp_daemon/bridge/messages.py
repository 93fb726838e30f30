"""The parts of a message that a bridge reads: ids, and which request is cancelled."""

from typing import Any

from common.mcp.protocol import jsonrpc
from common.mcp.protocol.jsonrpc import INTERNAL_ERROR, Id, is_id

MAX_MESSAGE_BYTES = 16 * 1024 * 1024


class BridgeFailed(Exception):
    """The server can't be reached, or refuses the client permanently."""


def parse(text: bytes) -> dict[str, Any]:
    """Return the message in *text*; empty for a batch, and for text that is not a message."""
    try:
        value = jsonrpc.decode(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def request_id(message: dict[str, Any]) -> Id | None:
    """Return the id of a request, or None for another message."""
    return _id(message.get("id")) if "method" in message else None


def response_id(message: dict[str, Any]) -> Id | None:
    """Return the id of a response, or None for another message."""
    return None if "method" in message else _id(message.get("id"))


def cancelled_id(message: dict[str, Any]) -> Id | None:
    """Return the id of the request that *message* cancels, or None for another message."""
    params = message.get("params")
    if message.get("method") != "notifications/cancelled" or not isinstance(params, dict):
        return None
    return _id(params.get("requestId"))


def _id(value: object) -> Id | None:
    return value if is_id(value) else None


def failure(identity: Id, text: str) -> bytes:
    """Return the error response to a request that the server did not answer."""
    return jsonrpc.error(identity, INTERNAL_ERROR, text)
