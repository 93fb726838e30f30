"""Requests, notifications and batches, of any method.

Expectations: the specification's revisions.
"""

import pytest

from common.mcp.protocol.session import Send, Start, Stop
from tests.common.mcp.client import REVISIONS, STATELESS, Client, error, initialize
from tests.common.mcp.offering import offering


@pytest.mark.parametrize("version", REVISIONS)
def test_unknown_method_is_not_found(version: str) -> None:
    """JSON-RPC 2.0, 5.1: -32601."""
    assert error(Client(offering(), version).request("tools/destroy")) == (-32601, 1)


@pytest.mark.parametrize(
    "method", ["initialize", "ping", "logging/setLevel", "resources/subscribe"]
)
def test_methods_of_the_handshake_are_unknown_to_the_stateless_revision(method: str) -> None:
    """2026-07-28, changelog."""
    assert error(Client(offering(), STATELESS).request(method)) == (-32601, 1)


@pytest.mark.parametrize("method", ["server/discover", "subscriptions/listen"])
def test_methods_of_the_stateless_revision_are_unknown_after_a_handshake(method: str) -> None:
    """2025-11-25, schema: it does not define these methods."""
    assert error(Client(offering()).request(method)) == (-32601, 1)


@pytest.mark.parametrize(
    "message",
    [
        '{"jsonrpc":"2.0","method":"tools/call","params":{"name":"echo"}}',
        '{"jsonrpc":"2.0","method":"ping"}',
        '{"jsonrpc":"2.0","method":"nonsense","params":{}}',
        '{"jsonrpc":"2.0","method":"initialize","params":{"protocolVersion":"1.0.0"}}',
        '{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}',
        '{"jsonrpc":"2.0","id":1,"result":{}}',
    ],
)
def test_notification_is_not_answered_and_starts_no_call(message: str) -> None:
    """JSON-RPC 2.0, 4.1."""
    client = Client(offering())
    assert client.send(message) == []
    assert client.started == []


def test_connection_survives_invalid_text() -> None:
    """JSON-RPC 2.0, 5.1: a parse error is answered, and later messages are independent of it."""
    client = Client(offering())
    assert error(client.send("invalid")[0]) == (-32700, None)
    assert client.request("ping")["result"] == {}


def test_id_under_way_is_refused_and_the_first_request_is_answered() -> None:
    """Base protocol: the id MUST NOT have been used before in the session."""
    client = Client(offering())
    request = {
        "jsonrpc": "2.0",
        "id": "x",
        "method": "tools/call",
        "params": {"name": "echo", "arguments": {"text": "a"}},
    }
    assert client.send(request) == []
    assert error(client.send(request)[0]) == (-32600, "x")
    (answer,) = client.finish(client.started[0])
    assert answer["id"] == "x"
    assert answer["result"]["content"][0]["text"] == "a"


def test_string_and_integer_ids_are_different() -> None:
    """JSON-RPC 2.0, 5: the response has the same id, with its type."""
    client = Client(offering())
    for identity in (1, "1"):
        params = {"name": "echo", "arguments": {"text": str(type(identity))}}
        request = {"jsonrpc": "2.0", "id": identity, "method": "tools/call", "params": params}
        assert client.send(request) == []
    answers = [client.finish(call)[0] for call in client.started]
    assert [answer["id"] for answer in answers] == [1, "1"]


@pytest.mark.parametrize("meta", [[], 1, "x"])
def test_meta_other_than_an_object_is_invalid_params(meta: object) -> None:
    """Base protocol, _meta: an object; JSON-RPC 2.0, 5.1: -32602."""
    client = Client(offering())
    request = {"jsonrpc": "2.0", "id": 5, "method": "ping", "params": {"_meta": meta}}
    assert error(client.send(request)[0]) == (-32602, 5)


BATCH = [
    {"jsonrpc": "2.0", "id": 1, "method": "ping"},
    {"jsonrpc": "2.0", "method": "notifications/initialized"},
    {
        "jsonrpc": "2.0",
        "id": 2,
        "method": "tools/call",
        "params": {"name": "echo", "arguments": {"text": "a"}},
    },
    5,
]


def test_batch_is_answered_in_one_piece_under_its_revision() -> None:
    """2025-03-26, base protocol: implementations MUST support receiving batches."""
    client = Client(offering(), "2025-03-26")
    assert client.send(BATCH) == []
    (answer,) = client.finish(client.started[0])
    assert sorted(str(item["id"]) for item in answer) == ["1", "2", "None"]


def test_batch_of_notifications_is_not_answered() -> None:
    """JSON-RPC 2.0, 6: the server MUST NOT return an empty array."""
    client = Client(offering(), "2025-03-26")
    assert client.send([BATCH[1], BATCH[1]]) == []


def test_cancelled_request_is_left_out_of_its_batch() -> None:
    """Cancellation, behavior requirements: no response for the cancelled request."""
    client = Client(offering(), "2025-03-26")
    client.send(BATCH[:3])
    cancel = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 2}}
    assert client.send(cancel) == [[{"jsonrpc": "2.0", "id": 1, "result": {}}]]
    assert client.finish(client.started[0]) == []


def test_initialize_may_not_be_in_a_batch() -> None:
    """2025-03-26, lifecycle: initialize MUST NOT be part of a batch."""
    client = Client(offering(), "2025-03-26")
    ((answer,),) = client.send([initialize("2025-03-26", 9)])
    assert error(answer) == (-32600, 9)


def test_batch_too_long_is_refused_whole() -> None:
    """docs/mcp.md: a batch holds at most 100 messages; JSON-RPC 2.0, 5.1: -32600."""
    client = Client(offering(), "2025-03-26")
    assert error(client.send([BATCH[0]] * 101)[0]) == (-32600, None)


@pytest.mark.parametrize("version", ["1.0.0", "2024-11-05", "2025-06-18", "2025-11-25", STATELESS])
def test_batch_is_refused_under_other_revisions(version: str) -> None:
    """2025-06-18, changelog: JSON-RPC batching was removed."""
    client = Client(offering(), version)
    assert error(client.send(BATCH)[0]) == (-32600, None)
    assert client.started == []


@pytest.mark.parametrize("digits", ["9" * 30, "-" + "9" * 30, "9" * 5000])
def test_call_with_a_long_integer_id_is_answered_and_cancelled(digits: str) -> None:
    """RFC 8259, 6: JSON limits no number; cancellation names the request by the same id."""
    session = Client(offering()).session
    call = f'{{"jsonrpc":"2.0","id":{digits},"method":"tools/call","params":{{"name":"report",'
    call += f'"_meta":{{"progressToken":{digits}}}}}}}'
    (event,) = session.receive(call)
    assert isinstance(event, Start)
    assert f'"progressToken":{digits},'.encode() in (session.progress(event.call, 1) or b"")
    cancel = f'"method":"notifications/cancelled","params":{{"requestId":{digits}}}'
    assert session.receive(f'{{"jsonrpc":"2.0",{cancel}}}') == [Stop(event.call)]
    (ping,) = session.receive(f'{{"jsonrpc":"2.0","id":{digits},"method":"ping"}}')
    assert isinstance(ping, Send)
    assert f'{{"jsonrpc":"2.0","id":{digits},"result":{{}}}}' == ping.text.decode()
