"""The handshake: which revision is agreed on, and what may come before it.

Expectations: the specification's revisions.
"""

from typing import Any

import pytest

from tests.common.mcp.client import HANDSHAKES, STATELESS, Client, error, initialize
from tests.common.mcp.offering import offering

DOCUMENTED = (
    '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"1.0.0",'
    '"clientInfo":{"name":"my-client","version":"1.0.0"}}}'
)


def test_documented_first_message_is_answered() -> None:
    """The product's documentation shows this message, without capabilities."""
    client = Client(offering(), STATELESS)
    (answer,) = client.send(DOCUMENTED)
    assert answer["result"]["protocolVersion"] == "1.0.0"
    assert answer["result"]["serverInfo"]["name"] == "offering"


@pytest.mark.parametrize("version", HANDSHAKES)
def test_known_revision_is_echoed(version: str) -> None:
    """Lifecycle, version negotiation: the server MUST respond with the same version."""
    assert Client(offering(), version).sent[0]["result"]["protocolVersion"] == version


@pytest.mark.parametrize("version", ["2026-07-28", "2099-01-01", "", "1.0", "nonsense"])
def test_unknown_revision_is_answered_with_the_newest(version: str) -> None:
    """Lifecycle, version negotiation: otherwise another version that the server supports."""
    client = Client(offering(), STATELESS)
    (answer,) = client.send(initialize(version))
    assert answer["result"]["protocolVersion"] == "2025-11-25"


@pytest.mark.parametrize(
    "params",
    [{}, {"protocolVersion": 1}, {"protocolVersion": "1.0.0", "capabilities": []}],
)
def test_malformed_initialize_is_invalid_params(params: dict[str, Any]) -> None:
    """JSON-RPC 2.0, 5.1: -32602; lifecycle: protocolVersion is a required string."""
    client = Client(offering(), STATELESS)
    request = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}
    assert error(client.send(request)[0]) == (-32602, 1)


@pytest.mark.parametrize("method", ["tools/list", "tools/call", "resources/list", "prompts/get"])
def test_request_before_initialize_is_an_error(method: str) -> None:
    """Lifecycle, initialization: it is the first interaction."""
    client = Client(offering(), STATELESS)
    request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": {}}
    assert error(client.send(request)[0]) == (-32600, 1)


def test_ping_works_before_initialize() -> None:
    """Lifecycle: the client SHOULD NOT send requests other than pings before it."""
    client = Client(offering(), STATELESS)
    assert client.send('{"jsonrpc":"2.0","id":1,"method":"ping"}') == [
        {"jsonrpc": "2.0", "id": 1, "result": {}}
    ]


def test_calls_need_not_wait_for_initialized() -> None:
    """Lifecycle: the server need not wait for notifications/initialized before it answers."""
    client = Client(offering())
    assert client.request("tools/call", {"name": "echo", "arguments": {"text": "a"}})["result"]


def test_initialized_is_not_answered() -> None:
    """JSON-RPC 2.0, 4.1: a notification is not answered."""
    client = Client(offering())
    assert client.send('{"jsonrpc":"2.0","method":"notifications/initialized"}') == []


def test_initialize_returns_instructions_and_capabilities() -> None:
    """Lifecycle, capability negotiation: what the registry has content for."""
    result = Client(offering(), "2025-11-25").sent[0]["result"]
    assert result["instructions"] == "Call echo."
    assert result["capabilities"] == {
        "logging": {},
        "tools": {},
        "resources": {"subscribe": True},
        "prompts": {},
        "completions": {},
    }


def test_completions_are_no_capability_of_the_first_revision() -> None:
    """2025-03-26, changelog: the completions capability was added."""
    assert "completions" not in Client(offering(), "2024-11-05").sent[0]["result"]["capabilities"]


@pytest.mark.parametrize("version", ["2025-11-25", "2024-11-05", "nonsense"])
def test_second_initialize_is_refused_and_the_revision_kept(version: str) -> None:
    """Lifecycle, initialization: it is the first interaction, so a session has one."""
    client = Client(offering(), "2025-03-26")
    (answer,) = client.send(initialize(version, "again"))
    assert error(answer) == (-32600, "again")
    assert "initialized already, with revision 2025-03-26" in answer["error"]["message"]
    assert client.request("ping")["result"] == {}
    # Only 2025-03-26 accepts a batch.
    assert client.send([{"jsonrpc": "2.0", "id": "b", "method": "ping"}])[0][0]["id"] == "b"


def test_initialize_after_a_refused_one_is_answered() -> None:
    """JSON-RPC 2.0, 5.1: a request with invalid parameters has had no effect."""
    client = Client(offering(), STATELESS)
    request = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {}}
    assert error(client.send(request)[0]) == (-32602, 1)
    (answer,) = client.send(initialize("2025-06-18", 2))
    assert answer["result"]["protocolVersion"] == "2025-06-18"
