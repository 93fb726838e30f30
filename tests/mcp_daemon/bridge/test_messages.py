"""What a bridge reads of the messages that it carries. Expectations: JSON-RPC 2.0, and MCP."""

import json
from typing import Any

import pytest

from common.mcp.protocol.jsonrpc import LongInteger
from mcp_daemon.bridge import messages

LONG = "9" * 5000


@pytest.mark.parametrize("text", [b"", b"{", b"\xff", b"[1]", b"1", b"[" * 100_000])
def test_text_other_than_a_message_is_empty(text: bytes) -> None:
    """The server answers it; a bridge changes no message."""
    assert messages.parse(text) == {}


@pytest.mark.parametrize("identity", [True, None, 1.5, [], {}, "\ud800"])
def test_invalid_id_is_no_id(identity: object) -> None:
    """MCP, base protocol, requests: an id is a string or an integer, never null."""
    assert messages.request_id({"id": identity, "method": "ping"}) is None
    assert messages.response_id({"id": identity, "result": {}}) is None


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ({"id": 1, "method": "ping"}, (1, None, None)),
        ({"id": "a", "result": {}}, (None, "a", None)),
        ({"method": "notifications/cancelled", "params": {"requestId": 2}}, (None, None, 2)),
        ({"method": "notifications/cancelled", "params": []}, (None, None, None)),
        ({"method": "notifications/initialized"}, (None, None, None)),
    ],
)
def test_id_belongs_to_the_kind_of_the_message(message: dict[str, Any], expected: object) -> None:
    """JSON-RPC 2.0, 4 and 5: a request has a method, a response has none."""
    read = messages.request_id, messages.response_id, messages.cancelled_id
    assert expected == tuple(function(message) for function in read)


def test_long_integer_id_is_repeated_exactly_in_a_failure() -> None:
    """RFC 8259, 6: JSON limits no number; JSON-RPC 2.0, 5: the response has the same id."""
    request = messages.parse(f'{{"jsonrpc":"2.0","id":{LONG},"method":"ping"}}'.encode())
    identity = messages.request_id(request)
    assert identity == LongInteger(LONG)
    assert f'"id":{LONG},'.encode() in messages.failure(identity, "lost")


def test_failure_is_an_internal_error_with_the_text() -> None:
    """JSON-RPC 2.0, 5.1: -32603."""
    expected = {"jsonrpc": "2.0", "id": 1, "error": {"code": -32603, "message": "lost"}}
    assert expected == json.loads(messages.failure(1, "lost"))
