"""JSON-RPC 2.0 as MCP uses it.

Expectations: the JSON-RPC 2.0 specification, and MCP's base protocol, which allows only strings
and integers as ids.
"""

import pytest

from common.mcp import jsonrpc
from common.mcp.jsonrpc import IGNORED, Fault, Notification, Request


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "nonsense",
        '{"jsonrpc":"2.0","id":1,"method":"ping"',
        b"\xff\xfe",
        '{"a":NaN}',
        "[" * 100_000,
        '{"id":' * 10_000,
        "\ud800",
    ],
)
def test_what_is_not_json_is_a_parse_error_without_id(text: str | bytes) -> None:
    """JSON-RPC 2.0, 5.1: -32700; 5: the id is null where it could not be detected."""
    message = jsonrpc.read(text)
    assert isinstance(message, Fault)
    assert (message.code, message.id) == (-32700, None)


@pytest.mark.parametrize(
    ("text", "identity"),
    [
        ("1", None),
        ("null", None),
        ('"text"', None),
        ("[]", None),
        ("{}", None),
        ('{"jsonrpc":"2.0","id":7}', 7),
        ('{"jsonrpc":"1.0","id":7,"method":"ping"}', 7),
        ('{"id":"a","method":"ping"}', "a"),
        ('{"jsonrpc":"2.0","id":7,"method":3}', 7),
        ('{"jsonrpc":"2.0","id":null,"method":"ping"}', None),
        ('{"jsonrpc":"2.0","id":true,"method":"ping"}', None),
        ('{"jsonrpc":"2.0","id":1.5,"method":"ping"}', None),
        ('{"jsonrpc":"2.0","id":1.0,"method":"ping"}', None),
        ('{"jsonrpc":"2.0","id":[1],"method":"ping"}', None),
        ('{"jsonrpc":"2.0","id":{},"method":"ping"}', None),
        ('{"jsonrpc":"2.0","id":' + "9" * 400 + ',"method":"ping"}', None),
    ],
)
def test_what_is_no_request_is_invalid_with_the_id_where_there_is_one(
    text: str, identity: object
) -> None:
    """JSON-RPC 2.0, 5.1: -32600; MCP: ids are strings or integers, never null."""
    message = jsonrpc.read(text)
    assert isinstance(message, Fault)
    assert (message.code, message.id) == (-32600, identity)


@pytest.mark.parametrize("params", ["[]", "1", '"x"', "true", "[1,2]"])
def test_params_that_are_no_object_are_invalid_params(params: str) -> None:
    message = jsonrpc.read(f'{{"jsonrpc":"2.0","id":1,"method":"ping","params":{params}}}')
    assert message == Fault(-32602, "Invalid params: `params` must be an object.", 1)


@pytest.mark.parametrize(
    "text",
    [
        '{"jsonrpc":"2.0","id":1,"result":{}}',
        '{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"x"}}',
        '{"jsonrpc":"2.0","error":{}}',
        '{"jsonrpc":"1.0","method":"x"}',
        '{"jsonrpc":"2.0","method":1}',
        '{"jsonrpc":"2.0","method":"x","params":[]}',
        '{"method":null}',
    ],
)
def test_responses_and_bad_notifications_are_ignored(text: str) -> None:
    """JSON-RPC 2.0, 4.1: the server MUST NOT reply to a notification."""
    assert jsonrpc.read(text) is IGNORED


@pytest.mark.parametrize("identity", [0, -1, 2**63, "", "ä", "1"])
def test_request_keeps_its_id(identity: jsonrpc.Id) -> None:
    text = jsonrpc._encode({"jsonrpc": "2.0", "id": identity, "method": "m", "params": {"a": 1}})
    assert jsonrpc.read(text) == Request(identity, "m", {"a": 1})


@pytest.mark.parametrize("params", ["", ',"params":{}', ',"params":null'])
def test_params_may_be_left_out(params: str) -> None:
    """The official SDKs take a null as left out; some clients send it."""
    assert jsonrpc.read(f'{{"jsonrpc":"2.0","method":"m"{params}}}') == Notification("m", {})


def test_batch_is_its_messages() -> None:
    messages = jsonrpc.read('[{"jsonrpc":"2.0","method":"m"},1]')
    assert isinstance(messages, list)
    assert messages[0] == Notification("m", {})
    assert isinstance(messages[1], Fault)


def test_error_without_id_says_null() -> None:
    """JSON-RPC 2.0, 5: id is REQUIRED, and null where it could not be detected."""
    expected = b'{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"m"}}'
    assert expected == jsonrpc.error(None, -32700, "m")
