"""JSON-RPC 2.0 as MCP uses it.

Expectations: the JSON-RPC 2.0 specification, and MCP's base protocol, where an id is a string or
an integer.
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
        '{"a":1e999}',
        "[" * 100_000,
        '{"id":' * 10_000,
        "\ud800",
        b'{"id":1,"method":"ping","a":"\xed\xa0\x80"}',
        b'{"id":1,"method":"ping","a":"\\ud800"',
        "[" * 100_000 + '"\\ud800"' + "]" * 100_000,
    ],
)
def test_text_that_is_not_json_is_a_parse_error_without_id(text: str | bytes) -> None:
    """JSON-RPC 2.0, 5.1: -32700; 5: the id is null if it could not be detected."""
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
    ],
)
def test_invalid_request_is_refused_with_its_id_if_it_has_one(text: str, identity: object) -> None:
    """JSON-RPC 2.0, 5.1: -32600; MCP: ids are strings or integers, never null."""
    message = jsonrpc.read(text)
    assert isinstance(message, Fault)
    assert (message.code, message.id) == (-32600, identity)


@pytest.mark.parametrize("half", [r"\ud800", r"\ud83d.", r"\ude00\ud83d", r"\udfff"])
@pytest.mark.parametrize("identity", [7, "a"])
def test_half_a_surrogate_pair_is_refused_with_the_id_of_its_request(
    half: str, identity: jsonrpc.Id
) -> None:
    """RFC 8259, 8.2: it is JSON; JSON.stringify writes it (ECMA-262, QuoteJSONString)."""
    start = f'{{"jsonrpc":"2.0","id":{json.dumps(identity)},"method":"m"'
    message = jsonrpc.read(f'{start},"params":{{"a":["😀{half}"]}}}}'.encode())
    assert isinstance(message, Fault)
    assert (message.code, message.id) == (-32602, identity)
    assert "surrogate" in message.message


def test_half_a_surrogate_pair_in_an_id_is_refused_without_id() -> None:
    """JSON-RPC 2.0, 5: a response repeats the id, and UTF-8 can't encode half a pair."""
    message = jsonrpc.read(r'{"jsonrpc":"2.0","id":"\ud800","method":"m"}')
    assert isinstance(message, Fault)
    assert (message.code, message.id) == (-32600, None)


def test_half_a_surrogate_pair_in_a_notification_is_not_answered() -> None:
    """JSON-RPC 2.0, 4.1; such as in the reason of a cancellation, which is still valid."""
    text = r'{"jsonrpc":"2.0","method":"m","params":{"requestId":1,"reason":"\ud800"}}'
    message = jsonrpc.read(text)
    assert isinstance(message, Notification)
    assert message.params["requestId"] == 1


def test_half_a_surrogate_pair_in_a_batch_refuses_each_of_its_requests() -> None:
    """RFC 8259, 8.2; JSON-RPC 2.0, 6: each request of a batch is answered with its own id."""
    text = '{"jsonrpc":"2.0","id":%d,"method":"m","params":{"a":"%s"}}'
    messages = jsonrpc.read(f"[{text % (1, 'a')},{text % (2, chr(92) + 'ud800')}]")
    assert isinstance(messages, list)
    assert [isinstance(each, Fault) and each.id for each in messages] == [1, 2]


@pytest.mark.parametrize("params", ["[]", "1", '"x"', "true", "[1,2]"])
def test_params_other_than_an_object_are_invalid_params(params: str) -> None:
    """MCP, base protocol, requests: params is an object; JSON-RPC 2.0, 5.1: -32602."""
    message = jsonrpc.read(f'{{"jsonrpc":"2.0","id":1,"method":"ping","params":{params}}}')
    assert message == Fault(-32602, "Invalid params: `params` must be an object.", 1)


@pytest.mark.parametrize(
    "text",
    [
        '{"jsonrpc":"2.0","id":1,"result":1}',
        '{"jsonrpc":"2.0","result":{}}',
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
    """JSON-RPC 2.0, 5: the id of a response is the same as that of its request."""
    text = json.dumps({"jsonrpc": "2.0", "id": identity, "method": "m", "params": {"a": 1}})
    assert jsonrpc.read(text) == Request(identity, "m", {"a": 1})


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("digits", [20, 400, 4299, 4300, 4301, 100_000])
def test_integer_id_of_any_size_is_echoed_exactly(sign: str, digits: int) -> None:
    """RFC 8259, 6: JSON limits no number; JSON-RPC 2.0, 5: the response has the same id."""
    identity = sign + "9" * digits
    message = jsonrpc.read(f'{{"jsonrpc":"2.0","id":{identity},"method":"m"}}'.encode())
    assert isinstance(message, Request)
    expected = f'{{"jsonrpc":"2.0","id":{identity},"result":{{}}}}'
    assert expected == jsonrpc.result(message.id, {}).decode()
    assert f'"id":{identity},' in jsonrpc.error(message.id, -32603, "m").decode()
    assert jsonrpc.is_id(message.id)


def test_long_integer_among_other_values_is_read() -> None:
    """RFC 8259, 6: such as in the arguments of a tool, which refuses it by its schema."""
    long = "1" * 5000
    message = jsonrpc.read(f'{{"jsonrpc":"2.0","id":1,"method":"m","params":{{"a":{long}}}}}')
    assert message == Request(1, "m", {"a": jsonrpc.LongInteger(long)})


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_constant_of_javascript_beside_a_long_integer_is_a_parse_error(constant: str) -> None:
    """RFC 8259, 6: Infinity and NaN are not permitted."""
    text = f'{{"jsonrpc":"2.0","id":{"1" * 5000},"method":"m","params":{{"a":{constant}}}}}'
    message = jsonrpc.read(text)
    assert isinstance(message, Fault)
    assert (message.code, message.id) == (-32700, None)


@pytest.mark.parametrize("params", ["", ',"params":{}', ',"params":null'])
def test_params_may_be_left_out(params: str) -> None:
    """JSON-RPC 2.0, 4: params MAY be omitted; the official SDKs also accept null."""
    assert jsonrpc.read(f'{{"jsonrpc":"2.0","method":"m"{params}}}') == Notification("m", {})


def test_batch_is_read_as_its_messages() -> None:
    """JSON-RPC 2.0, 6: a batch is an array; an invalid message does not affect the others."""
    messages = jsonrpc.read('[{"jsonrpc":"2.0","method":"m"},1]')
    assert isinstance(messages, list)
    assert messages[0] == Notification("m", {})
    assert isinstance(messages[1], Fault)


def test_error_without_id_has_null() -> None:
    """JSON-RPC 2.0, 5: id is REQUIRED, and null if it could not be detected."""
    expected = b'{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"m"}}'
    assert expected == jsonrpc.error(None, -32700, "m")
