"""Progress and log messages of a call, and its cancellation.

Expectations: the specification's revisions.
"""

import pytest

from tests.common.mcp.client import HANDSHAKES, STATELESS, Client, error
from tests.common.mcp.offering import offering


def test_progress_rises_and_carries_the_token() -> None:
    """Progress: the value MUST increase; notifications MUST carry the token."""
    client = Client(offering())
    answer = client.request("tools/call", {"name": "report"}, progressToken="t")
    reports = [m["params"] for m in client.sent if m.get("method") == "notifications/progress"]
    assert [report["progress"] for report in reports] == [1, 2, 3]
    assert reports[0] == {"progressToken": "t", "progress": 1, "total": 3, "message": "step 1"}
    assert client.sent[-1] == answer


def test_progress_has_no_message_in_the_first_revision() -> None:
    """2025-03-26, changelog: progress notifications got a message."""
    client = Client(offering(), "2024-11-05")
    client.request("tools/call", {"name": "report"}, progressToken=7)
    reports = [m["params"] for m in client.sent if m.get("method") == "notifications/progress"]
    assert reports[0] == {"progressToken": 7, "progress": 1, "total": 3}


def test_progress_is_dropped_without_a_token_and_after_the_result() -> None:
    """Progress: only for a token of an active request."""
    client = Client(offering())
    client.request("tools/call", {"name": "report"})
    assert [m for m in client.sent if m.get("method") == "notifications/progress"] == []
    client.request("tools/call", {"name": "report"}, progressToken=1)
    assert client.session.progress(client.started[-1], 99) is None


@pytest.mark.parametrize("token", [True, 1.5, [], {}])
def test_malformed_progress_token_is_invalid_params(token: object) -> None:
    """Progress: a token is a string or an integer; JSON-RPC 2.0, 5.1: -32602."""
    answer = Client(offering()).request("tools/call", {"name": "report"}, progressToken=token)
    assert error(answer) == (-32602, 1)


def logged(client: Client) -> list[str]:
    return [m["params"]["level"] for m in client.sent if m.get("method") == "notifications/message"]


@pytest.mark.parametrize(
    ("level", "levels"),
    [("debug", ["debug", "warning"]), ("warning", ["warning"]), ("error", [])],
)
def test_log_messages_below_the_level_are_not_sent(level: str, levels: list[str]) -> None:
    """Logging: the order of levels is that of RFC 5424."""
    client = Client(offering())
    assert client.request("logging/setLevel", {"level": level})["result"] == {}
    client.request("tools/call", {"name": "report"})
    assert logged(client) == levels


@pytest.mark.parametrize("version", HANDSHAKES)
def test_client_without_a_level_receives_warnings_only(version: str) -> None:
    """Logging, setting log level: without one the server MAY decide which messages to send."""
    client = Client(offering(), version)
    client.request("tools/call", {"name": "report"})
    assert logged(client) == ["warning"]


def test_unknown_log_level_is_invalid_params() -> None:
    """Logging, error handling: -32602."""
    answer = Client(offering()).request("logging/setLevel", {"level": "loud"})
    assert error(answer) == (-32602, 1)
    assert "debug, info, notice" in answer["error"]["message"]


def test_stateless_request_gets_log_messages_only_with_a_level() -> None:
    """2026-07-28, logging: without logLevel the server MUST NOT send any."""
    client = Client(offering(), STATELESS)
    client.request("tools/call", {"name": "report"})
    assert logged(client) == []
    client.request(
        "tools/call", {"name": "report"}, **{"io.modelcontextprotocol/logLevel": "warning"}
    )
    assert logged(client) == ["warning"]


def test_cancelled_call_is_not_answered() -> None:
    """Cancellation: receivers SHOULD NOT send a response for the cancelled request."""
    client = Client(offering())
    params = {"name": "echo", "arguments": {"text": "a"}}
    client.send({"jsonrpc": "2.0", "id": 8, "method": "tools/call", "params": params})
    cancel = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 8}}
    assert client.send(cancel) == []
    assert client.started[0].cancelled
    assert client.finish(client.started[0]) == []
    assert client.request("ping")["result"] == {}


@pytest.mark.parametrize("identity", [8, "1", None, True, 1.0, [], {}])
def test_cancelling_an_unknown_request_does_nothing(identity: object) -> None:
    """Cancellation: unknown ids MAY be ignored."""
    client = Client(offering())
    params = {"name": "echo", "arguments": {"text": "a"}}
    client.send({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params})
    cancel = {
        "jsonrpc": "2.0",
        "method": "notifications/cancelled",
        "params": {"requestId": identity},
    }
    assert client.send(cancel) == []
    assert not client.started[0].cancelled
