"""JSON-RPC 2.0 as MCP uses it.

Expectations: the JSON-RPC 2.0 specification, and MCP's base protocol, which allows only strings
and integers as ids.
"""

import json

import pytest

from common.mcp.protocol import jsonrpc
from common.mcp.protocol.jsonrpc import IGNORED, Fault, Notification, Request


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
        b'{"id":1,"method":"ping","a":"\xed\xa0\x80"}',
        b'{"id":1,"method":"ping","a":"\\ud800"',
        "[" * 1_000 + '"\\ud800"' + "]" * 1_000,
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


@pytest.mark.parametrize("half", [r"\ud800", r"\ud83d.", r"\ude00\ud83d", r"\udfff"])
@pytest.mark.parametrize("identity", [7, "a"])
def test_half_a_surrogate_pair_is_told_to_whoever_asked(half: str, identity: jsonrpc.Id) -> None:
    """RFC 8259, 8.2: it is JSON; JSON.stringify writes it (ECMA-262, QuoteJSONString)."""
    start = f'{{"jsonrpc":"2.0","id":{json.dumps(identity)},"method":"m"'
    message = jsonrpc.read(f'{start},"params":{{"a":["😀{half}"]}}}}'.encode())
    assert isinstance(message, Fault)
    assert (message.code, message.id) == (-32602, identity)
    assert "surrogate" in message.message


def test_half_a_surrogate_pair_in_an_id_is_no_id() -> None:
    """An answer could not repeat it."""
    message = jsonrpc.read(r'{"jsonrpc":"2.0","id":"\ud800","method":"m"}')
    assert isinstance(message, Fault)
    assert (message.code, message.id) == (-32600, None)


def test_half_a_surrogate_pair_in_a_notification_is_not_answered() -> None:
    """Such as in the reason of a cancellation, which holds all the same."""
    text = r'{"jsonrpc":"2.0","method":"m","params":{"requestId":1,"reason":"\ud800"}}'
    message = jsonrpc.read(text)
    assert isinstance(message, Notification)
    assert message.params["requestId"] == 1


def test_half_a_surrogate_pair_in_a_batch_refuses_each_of_its_requests() -> None:
    text = '{"jsonrpc":"2.0","id":%d,"method":"m","params":{"a":"%s"}}'
    messages = jsonrpc.read(f"[{text % (1, 'a')},{text % (2, chr(92) + 'ud800')}]")
    assert isinstance(messages, list)
    assert [isinstance(each, Fault) and each.id for each in messages] == [1, 2]


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
