"""What a bridge has to know of the messages that it carries."""

import json
from typing import Any

from common.mcp.protocol import jsonrpc
from common.mcp.protocol.jsonrpc import INTERNAL_ERROR, Id, is_id

MOST_BYTES = 16 * 1024 * 1024


class BridgeFailed(Exception):
    """The server can't be reached, or has gone for good."""


def read(text: bytes) -> dict[str, Any]:
    """Return the message in *text*; empty for a batch, and for what is none."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def asked(message: dict[str, Any]) -> Id | None:
    """Return the id of a request, or None for another message."""
    identity = message.get("id")
    if "method" not in message or not isinstance(identity, str | int) or not is_id(identity):
        return None
    return identity


def answered(message: dict[str, Any]) -> Id | None:
    """Return the id that an answer carries, or None for another message."""
    identity = message.get("id")
    if "method" in message or not isinstance(identity, str | int) or not is_id(identity):
        return None
    return identity


def given_up(message: dict[str, Any]) -> Id | None:
    """Return the id of the request that *message* cancels, or None for another message."""
    params = message.get("params")
    if message.get("method") != "notifications/cancelled" or not isinstance(params, dict):
        return None
    identity = params.get("requestId")
    return identity if isinstance(identity, str | int) and is_id(identity) else None


def failure(identity: Id, text: str) -> bytes:
    """Write the answer to a request that did not reach the server, or whose answer did not come."""
    return jsonrpc.error(identity, INTERNAL_ERROR, text)
