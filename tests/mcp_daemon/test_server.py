"""The end of connections, their limits and their count: every test runs over both ports.

Expectations: the transport rules of docs/mcp.md, RFC 6455, and the custom transports
section of the specification.
"""

import json
import socket
import time
from collections.abc import Callable

import pytest
from websockets.frames import Frame, Opcode

from mcp_daemon import session_runner
from tests.common.mcp.client import initialize
from tests.common.mcp.offering import Gatekeeper
from tests.mcp_daemon.conftest import Start
from tests.mcp_daemon.messages import (
    call,
    close_code,
    head,
    opened,
    raw,
    raw_status,
    receive,
    refusal,
)
from tests.mcp_daemon.running import Endpoint, RunningDaemon
from tests.servers.waiting import WAIT_SECONDS

Reach = Callable[[RunningDaemon], Endpoint]


# Closing and limits


def test_binary_frame_closes_with_unsupported_data(endpoint: Endpoint) -> None:
    """RFC 6455, 7.4.1: 1003 for a type of data that can't be accepted."""
    with endpoint.connect() as client:
        client.send(b"{}")
        assert close_code(client) == 1003


def test_message_too_big_closes_with_1009(start: Start, reach: Reach) -> None:
    """RFC 6455, 7.4.1."""
    with reach(start(MCP_MAX_MESSAGE_BYTES=2000)).connect() as client:
        client.send("x" * 2001)
        assert close_code(client) == 1009


@pytest.mark.parametrize(
    "limit", [{"MCP_MAX_CONNECTIONS": 2}, {"MCP_MAX_CONNECTIONS_PER_ADDRESS": 2}]
)
def test_connection_over_the_limit_is_refused_with_retry_after(
    start: Start, reach: Reach, limit: dict[str, int]
) -> None:
    """RFC 9110, 15.6.4: 503 with Retry-After."""
    daemon = start(**limit)
    endpoint = reach(daemon)
    with endpoint.connect(), endpoint.connect():
        response = refusal(endpoint)
        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) > 0
    daemon.connections.wait_for_count(0)
    with endpoint.connect():
        pass


def test_forwarded_address_counts_only_behind_a_trusted_proxy(start: Start, reach: Reach) -> None:
    """README, settings: TRUSTED_PROXIES; X-Forwarded-For names the client."""
    limited = {"MCP_MAX_CONNECTIONS_PER_ADDRESS": 1}
    endpoint = reach(start(TRUSTED_PROXIES="127.0.0.0/8", **limited))
    with endpoint.connect(additional_headers={"X-Forwarded-For": "203.0.113.1"}):
        with endpoint.connect(additional_headers={"X-Forwarded-For": "203.0.113.2"}):
            pass
        again = {"X-Forwarded-For": "203.0.113.1"}
        assert refusal(endpoint, additional_headers=again).status_code == 503


@pytest.mark.parametrize(
    "forwarded",
    [
        {"X-Forwarded-Host": "public.example"},
        {"Forwarded": "for=203.0.113.1;host=public.example;proto=https"},
    ],
)
def test_origin_is_that_of_the_forwarded_host(
    start: Start, reach: Reach, forwarded: dict[str, str]
) -> None:
    """docs/proxies.md: a trusted proxy that replaces Host reports the client's."""
    headers = {"Origin": "https://public.example", **forwarded}
    with reach(start(TRUSTED_PROXIES="127.0.0.0/8")).connect(additional_headers=headers):
        pass


def test_host_must_be_one_of_the_allowed_hosts(start: Start, reach: Reach) -> None:
    """README, settings: ALLOWED_HOSTS, which applies behind trusted proxies too."""
    endpoint = reach(start(TRUSTED_PROXIES="127.0.0.0/8", ALLOWED_HOSTS="barcode.example"))
    with endpoint.connect(additional_headers={"X-Forwarded-Host": "barcode.example"}):
        pass
    foreign = {"X-Forwarded-Host": "evil.example"}
    assert refusal(endpoint, additional_headers=foreign).status_code == 403


def test_forged_forwarded_host_does_not_count(start: Start, reach: Reach) -> None:
    """docs/proxies.md: other peers are not believed."""
    headers = {"Origin": "https://evil.example", "X-Forwarded-Host": "evil.example"}
    assert refusal(reach(start()), additional_headers=headers).status_code == 403


def test_invented_forwarded_address_does_not_count(start: Start, reach: Reach) -> None:
    """README, settings: X-Forwarded-For is ignored without a trusted proxy."""
    endpoint = reach(start(MCP_MAX_CONNECTIONS_PER_ADDRESS=1))
    with endpoint.connect(additional_headers={"X-Forwarded-For": "203.0.113.1"}):
        other = {"X-Forwarded-For": "203.0.113.2"}
        assert refusal(endpoint, additional_headers=other).status_code == 503


def test_client_that_does_not_read_is_dropped(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """docs/mcp.md: a client that does not read its answers is disconnected."""
    monkeypatch.setattr(session_runner, "SEND_SECONDS", 0.2)
    with raw(endpoint, head()) as client:
        text = json.dumps(initialize("2025-11-25")) + " "
        client.sendall(Frame(Opcode.TEXT, text.encode()).serialize(mask=True))
        frame = Frame(Opcode.TEXT, call(1, "echo", text="x" * 10_000).encode())
        assert is_dropped(client, frame.serialize(mask=True))


def test_pings_without_end_do_not_fill_the_memory(endpoint: Endpoint) -> None:
    """RFC 6455, 5.5.2: pings are answered, so unread pongs must be bounded."""
    with raw(endpoint, head()) as client:
        assert is_dropped(client, Frame(Opcode.PING, b"x" * 125).serialize(mask=True) * 1000)


def is_dropped(client: socket.socket, sent: bytes) -> bool:
    """Send without reading until the server closes the connection, at most five seconds."""
    deadline = time.monotonic() + WAIT_SECONDS
    try:
        while time.monotonic() < deadline:
            client.sendall(sent)
    except (ConnectionResetError, BrokenPipeError):
        return True
    return False


# Count of connections


def test_connections_are_counted_until_they_close(
    daemon: RunningDaemon, endpoint: Endpoint
) -> None:
    """docs/mcp.md: mcp/status contains the number of open connections."""
    connections = daemon.connections
    with endpoint.connect():
        assert connections.count() == 1
        with endpoint.connect():
            assert connections.count() == 2
        connections.wait_for_count(1)
    connections.wait_for_count(0)


def test_refused_handshakes_are_not_counted(daemon: RunningDaemon, endpoint: Endpoint) -> None:
    """RFC 6455, 4.2.2: a refused handshake opens no connection."""
    raw_status(endpoint, head(**{"Sec-WebSocket-Key": None}))
    refusal(endpoint, origin="https://evil.example")
    daemon.connections.wait_for_count(0)


def test_vanished_client_is_not_counted_after_ping_interval_and_timeout(
    start: Start, reach: Reach
) -> None:
    """RFC 6455, 5.5.2: a ping checks that the peer still responds."""
    daemon = start(MCP_PING_INTERVAL=1, MCP_PING_TIMEOUT=1)
    with raw(reach(daemon), head()) as client:
        assert client.recv(12) == b"HTTP/1.1 101"
        assert daemon.connections.count() == 1
        # It sends nothing more: no pong, no close.
        daemon.connections.wait_for_count(0)


# The end


def test_stopping_daemon_answers_the_calls_under_way_then_closes(
    daemon: RunningDaemon, endpoint: Endpoint, keeper: Gatekeeper
) -> None:
    """RFC 6455, 7.4.1: 1001 for a server that stops."""
    with opened(endpoint) as client, endpoint.connect() as idle:
        client.send(call(1, "wait"))
        assert keeper.entered.acquire(timeout=WAIT_SECONDS)
        daemon.request_stop()
        assert close_code(idle) == 1001
        keeper.gate.set()
        assert receive(client)["id"] == 1
        assert close_code(client) == 1001
    daemon.join()
    assert daemon.connections.totals().daemons == 0


def test_call_that_never_ends_does_not_keep_the_daemon(
    daemon: RunningDaemon, endpoint: Endpoint, keeper: Gatekeeper
) -> None:
    """supervisord.conf: the daemon must end within stopwaitsecs."""
    with opened(endpoint) as client:
        client.send(call(1, "wait"))
        assert keeper.entered.acquire(timeout=WAIT_SECONDS)
        daemon.request_stop()
        close_code(client)
    keeper.gate.set()
    daemon.join()
