"""The daemon over both ports: every test runs over its own and over a handed-over socket.

Expectations: the transport rules that docs/mcp.md states, RFC 6455, and the custom transports
section of the specification.
"""

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.frames import Frame, Opcode
from websockets.sync.client import ClientConnection

from mcp_daemon import conversation
from tests.mcp.client import envelope, initialize
from tests.mcp.offering import Counter, Gatekeeper
from tests.mcp_daemon.conftest import Start
from tests.mcp_daemon.running import WAIT_SECONDS, Endpoint, RunningDaemon, eventually

Reach = Callable[[RunningDaemon], Endpoint]


def call(identity: int, name: str, **arguments: Any) -> str:
    params = {"name": name, "arguments": arguments}
    request = {"jsonrpc": "2.0", "id": identity, "method": "tools/call", "params": params}
    return json.dumps(request)


def ping(identity: int) -> str:
    return json.dumps({"jsonrpc": "2.0", "id": identity, "method": "ping"})


def receive(client: ClientConnection) -> Any:
    return json.loads(client.recv(timeout=WAIT_SECONDS))


@contextmanager
def opened(endpoint: Endpoint, **options: Any) -> Iterator[ClientConnection]:
    """Open a connection on which the handshake of MCP is done."""
    with endpoint.connect(**options) as client:
        client.send(json.dumps(initialize("2025-11-25")))
        assert receive(client)["id"] == 0
        yield client


def close_code(client: ClientConnection) -> int | None:
    with suppress(ConnectionClosed):
        for _ in client:
            pass
    return client.close_code


def refusal(endpoint: Endpoint, **options: Any) -> Any:
    with pytest.raises(InvalidStatus) as caught, endpoint.connect(**options):
        pass
    return caught.value.response


# Conversation


def test_calls_are_answered(endpoint: Endpoint) -> None:
    with opened(endpoint) as client:
        client.send(call(1, "echo", text="hello"))
        assert receive(client)["result"]["content"][0]["text"] == "hello"


def test_rubbish_does_not_close_the_connection(endpoint: Endpoint) -> None:
    with opened(endpoint) as client:
        client.send("rubbish")
        assert receive(client)["error"]["code"] == -32700
        client.send(ping(1))
        assert receive(client)["result"] == {}


def test_a_call_that_takes_long_does_not_hold_up_others(
    endpoint: Endpoint, keeper: Gatekeeper
) -> None:
    with opened(endpoint) as client:
        client.send(call(1, "wait"))
        assert keeper.entered.acquire(timeout=WAIT_SECONDS)
        client.send(call(2, "echo", text="first"))
        assert receive(client)["id"] == 2
        keeper.gate.set()
        assert receive(client)["id"] == 1


def test_a_cancelled_call_is_not_answered(endpoint: Endpoint, keeper: Gatekeeper) -> None:
    with opened(endpoint) as client:
        client.send(call(1, "wait"))
        assert keeper.entered.acquire(timeout=WAIT_SECONDS)
        params = {"requestId": 1}
        message = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": params}
        client.send(json.dumps(message))
        client.send(ping(2))
        assert receive(client)["id"] == 2
        keeper.gate.set()
        client.send(ping(3))
        assert receive(client)["id"] == 3


def test_progress_comes_before_the_result(endpoint: Endpoint) -> None:
    with opened(endpoint) as client:
        params = {"name": "report", "_meta": {"progressToken": "t"}}
        message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
        client.send(json.dumps(message))
        messages = [receive(client) for _ in range(5)]
    assert [m["params"]["progress"] for m in messages[:3]] == [1, 2, 3]
    assert messages[3]["method"] == "notifications/message"
    assert messages[4]["id"] == 1


def test_subscriber_is_told_of_changes_until_it_unsubscribes(
    endpoint: Endpoint, counter: Counter
) -> None:
    with opened(endpoint) as client:
        params = {"uri": "count://er"}
        asked = {"jsonrpc": "2.0", "id": 1, "method": "resources/subscribe", "params": params}
        client.send(json.dumps(asked))
        assert receive(client)["result"] == {}
        seen = counter.reads
        eventually(lambda: counter.reads > seen)
        counter.value += 1
        assert receive(client) == {
            "jsonrpc": "2.0",
            "method": "notifications/resources/updated",
            "params": params,
        }
        client.send(json.dumps(asked | {"id": 2, "method": "resources/unsubscribe"}))
        assert receive(client)["id"] == 2
        counter.value += 1
        client.send(ping(3))
        assert receive(client)["id"] == 3


def test_what_nobody_watches_is_not_read(daemon: RunningDaemon, counter: Counter) -> None:
    eventually(lambda: daemon.services.connections.tally().daemons == 1)
    assert counter.reads == 0


def test_listener_is_told_and_let_go_when_the_server_stops(
    daemon: RunningDaemon, endpoint: Endpoint, counter: Counter
) -> None:
    """2026-07-28, subscriptions: the server ends a stream gracefully with its result."""
    with endpoint.connect() as client:
        wanted = {"resourceSubscriptions": ["count://er"]}
        params = {"_meta": envelope(), "notifications": wanted}
        asked = {"jsonrpc": "2.0", "id": 7, "method": "subscriptions/listen", "params": params}
        client.send(json.dumps(asked))
        assert receive(client)["method"] == "notifications/subscriptions/acknowledged"
        seen = counter.reads
        eventually(lambda: counter.reads > seen)
        counter.value += 1
        told = receive(client)
        assert told["params"]["_meta"] == {"io.modelcontextprotocol/subscriptionId": 7}
        daemon.ask_to_stop()
        ended = receive(client)
        assert (ended["id"], ended["result"]["resultType"]) == (7, "complete")


def test_more_calls_than_may_be_under_way_are_all_answered(endpoint: Endpoint) -> None:
    with opened(endpoint) as client:
        for identity in range(1, 301):
            client.send(call(identity, "echo", text="a"))
        answered = {receive(client)["id"] for _ in range(300)}
    assert answered == set(range(1, 301))


def test_sockets_with_one_client_id_never_see_each_others_answers(endpoint: Endpoint) -> None:
    with opened(endpoint) as one, opened(endpoint) as other:
        for identity in range(1, 20):
            one.send(call(identity, "echo", text="one"))
            other.send(call(identity, "echo", text="other"))
        for client, own in ((one, "one"), (other, "other")):
            said = {receive(client)["result"]["content"][0]["text"] for _ in range(1, 20)}
            assert said == {own}


def test_crash_is_told_without_detail_and_the_connection_lives(endpoint: Endpoint) -> None:
    with opened(endpoint) as client:
        client.send(call(1, "crash"))
        answer = receive(client)
        assert answer["error"]["code"] == -32603
        assert "secret" not in json.dumps(answer)
        client.send(ping(2))
        assert receive(client)["result"] == {}


# Handshake


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [(None, None), (["mcp"], "mcp"), (["other", "mcp"], "mcp"), (["other"], None)],
)
def test_subprotocol_is_echoed_where_it_is_offered(
    endpoint: Endpoint, offered: Any, chosen: str | None
) -> None:
    """RFC 6455, 4.2.2; the TypeScript SDK offers ``mcp`` and fails without it."""
    with endpoint.connect(subprotocols=offered) as client:
        assert client.subprotocol == chosen


@pytest.mark.parametrize(
    "path",
    ["/api/v1/nothing", "/api/v1/mcp/ws", "/api/v1/mcp/ws/", "/api/v1/mcp/ws/a/b", "/mcp/ws/a"],
)
def test_other_paths_are_not_found(endpoint: Endpoint, path: str) -> None:
    assert refusal(Endpoint(endpoint.port, path)).status_code in (404, 405)


@pytest.mark.parametrize("target", ["*", "x", "//[/x", "http://[/api/v1/nothing"])
def test_what_is_no_path_is_the_clients_mistake(endpoint: Endpoint, target: str) -> None:
    """RFC 9112, 3.2: a server answers a bad request target in the 4xx class."""
    assert raw_status(endpoint, head(target=target)) in (400, 404)


def test_whole_address_is_taken_as_its_path(endpoint: Endpoint) -> None:
    """RFC 9112, 3.2.2: a server MUST accept the absolute form."""
    target = f"http://127.0.0.1:{endpoint.port}{endpoint.path}?x=//["
    assert raw_status(endpoint, head(target=target)) == 101


def test_any_label_will_do_as_client_id(endpoint: Endpoint) -> None:
    path = "/api/v1/mcp/ws/%C3%A4-b.c~1?ignored=1"
    with Endpoint(endpoint.port, path).connect() as client:
        client.send(ping(1))
        assert receive(client)["result"] == {}


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost.evil.example"],
)
def test_foreign_origin_is_refused(endpoint: Endpoint, origin: str) -> None:
    """Transports, security warning: servers MUST validate the Origin header."""
    assert refusal(endpoint, origin=origin).status_code == 403


def test_own_and_listed_origins_are_let_in(start: Start, reach: Reach) -> None:
    endpoint = reach(start(CORS_ORIGINS="https://shop.example"))
    for origin in (f"http://127.0.0.1:{endpoint.port}", "https://shop.example"):
        with endpoint.connect(origin=origin) as client:
            client.send(ping(1))
            assert receive(client)["result"] == {}


def test_foreign_host_on_a_loopback_socket_is_refused(endpoint: Endpoint) -> None:
    """DNS rebinding: a page of evil.example whose name now leads to 127.0.0.1."""
    assert raw_status(endpoint, head(host="evil.example")) == 403


def test_host_of_the_public_address_is_let_in(start: Start, reach: Reach) -> None:
    endpoint = reach(start(SERVER_URL="https://barcode.example"))
    assert raw_status(endpoint, head(host="barcode.example")) == 101


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"Upgrade": None}, 426),
        ({"Sec-WebSocket-Key": None}, 400),
        ({"Sec-WebSocket-Key": "short"}, 400),
        ({"Sec-WebSocket-Version": "12"}, 400),
    ],
)
def test_malformed_handshake_is_told_what_is_wrong(
    endpoint: Endpoint, changed: dict[str, Any], status: int
) -> None:
    """RFC 6455, 4.2.2, and RFC 9110, 15.5.22."""
    assert raw_status(endpoint, head(**changed)) in (status, 426)


def head(
    host: str = "127.0.0.1", target: str = "/api/v1/mcp/ws/raw", **changed: str | None
) -> bytes:
    """Return a request head as a client sends it, with some fields changed or left out."""
    fields: dict[str, str | None] = {
        "Host": host,
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
    } | changed
    lines = [f"{name}: {value}" for name, value in fields.items() if value is not None]
    return "\r\n".join([f"GET {target} HTTP/1.1", *lines, "", ""]).encode()


def raw(endpoint: Endpoint, sent: bytes) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", endpoint.port), WAIT_SECONDS)
    client.sendall(sent)
    return client


def raw_status(endpoint: Endpoint, sent: bytes) -> int:
    with raw(endpoint, sent) as client, client.makefile("rb") as stream:
        return int(stream.readline().split()[1])


@pytest.mark.parametrize("count", [1, 100, 3000])
def test_frames_sent_right_behind_the_head_are_all_answered(endpoint: Endpoint, count: int) -> None:
    """A client may send before it has read the answer to its upgrade (RFC 6455, 4.1)."""
    frames = b"".join(
        Frame(Opcode.TEXT, ping(identity).encode()).serialize(mask=True)
        for identity in range(count)
    )
    expected = b"".join(
        Frame(Opcode.TEXT, b'{"jsonrpc":"2.0","id":%d,"result":{}}' % identity).serialize(
            mask=False
        )
        for identity in range(count)
    )
    with raw(endpoint, head() + frames) as client, client.makefile("rb") as stream:
        while stream.readline() != b"\r\n":
            pass
        assert stream.read(len(expected)) == expected


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
def test_connection_over_the_limit_is_told_when_to_come_again(
    start: Start, reach: Reach, limit: dict[str, int]
) -> None:
    """RFC 9110, 15.6.4: 503 with Retry-After."""
    endpoint = reach(start(**limit))
    with endpoint.connect(), endpoint.connect():
        response = refusal(endpoint)
        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) > 0

    def lets_in() -> bool:
        try:
            with endpoint.connect():
                return True
        except InvalidStatus:
            return False

    eventually(lets_in)


def test_forwarded_address_counts_behind_a_trusted_proxy_only(start: Start, reach: Reach) -> None:
    limited = {"MCP_MAX_CONNECTIONS_PER_ADDRESS": 1}
    endpoint = reach(start(TRUSTED_PROXIES="127.0.0.0/8", **limited))
    with endpoint.connect(additional_headers={"X-Forwarded-For": "203.0.113.1"}):
        with endpoint.connect(additional_headers={"X-Forwarded-For": "203.0.113.2"}):
            pass
        again = {"X-Forwarded-For": "203.0.113.1"}
        assert refusal(endpoint, additional_headers=again).status_code == 503


def test_invented_forwarded_address_does_not_count(start: Start, reach: Reach) -> None:
    endpoint = reach(start(MCP_MAX_CONNECTIONS_PER_ADDRESS=1))
    with endpoint.connect(additional_headers={"X-Forwarded-For": "203.0.113.1"}):
        other = {"X-Forwarded-For": "203.0.113.2"}
        assert refusal(endpoint, additional_headers=other).status_code == 503


def test_client_that_does_not_read_is_dropped(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation, "SEND_SECONDS", 0.2)
    with raw(endpoint, head()) as client:
        text = json.dumps(initialize("2025-11-25")) + " "
        client.sendall(Frame(Opcode.TEXT, text.encode()).serialize(mask=True))
        asked = Frame(Opcode.TEXT, call(1, "echo", text="x" * 10_000).encode())
        assert is_dropped(client, asked.serialize(mask=True))


def test_pings_without_end_do_not_fill_the_memory(endpoint: Endpoint) -> None:
    with raw(endpoint, head()) as client:
        assert is_dropped(client, Frame(Opcode.PING, b"x" * 125).serialize(mask=True) * 1000)


def is_dropped(client: socket.socket, sent: bytes) -> bool:
    """Send without reading, at most five seconds long, until the server has had enough."""
    deadline = time.monotonic() + WAIT_SECONDS
    try:
        while time.monotonic() < deadline:
            client.sendall(sent)
    except (ConnectionResetError, BrokenPipeError):
        return True
    return False


# Truth about connections


def test_whoever_is_connected_is_counted_and_whoever_left_is_not(
    daemon: RunningDaemon, endpoint: Endpoint
) -> None:
    count = daemon.services.connections.count
    with endpoint.connect():
        assert count() == 1
        with endpoint.connect():
            assert count() == 2
        eventually(lambda: count() == 1)
    eventually(lambda: count() == 0)


def test_refused_handshakes_are_not_counted(daemon: RunningDaemon, endpoint: Endpoint) -> None:
    raw_status(endpoint, head(**{"Sec-WebSocket-Key": None}))
    refusal(endpoint, origin="https://evil.example")
    eventually(lambda: daemon.services.connections.count() == 0)


def test_vanished_client_is_gone_within_ping_interval_and_timeout(
    start: Start, reach: Reach
) -> None:
    daemon = start(MCP_PING_INTERVAL=1, MCP_PING_TIMEOUT=1)
    with raw(reach(daemon), head()) as client:
        assert client.recv(12) == b"HTTP/1.1 101"
        assert daemon.services.connections.count() == 1
        # From here on it is silent: no pong, no close.
        eventually(lambda: daemon.services.connections.count() == 0)


# The end


def test_stopping_daemon_answers_what_is_under_way_then_goes_away(
    daemon: RunningDaemon, endpoint: Endpoint, keeper: Gatekeeper
) -> None:
    """RFC 6455, 7.4.1: 1001 for a server that goes down."""
    with opened(endpoint) as client, endpoint.connect() as idle:
        client.send(call(1, "wait"))
        assert keeper.entered.acquire(timeout=WAIT_SECONDS)
        daemon.ask_to_stop()
        assert close_code(idle) == 1001
        keeper.gate.set()
        assert receive(client)["id"] == 1
        assert close_code(client) == 1001
    daemon.join()
    assert daemon.services.connections.tally().daemons == 0


def test_call_that_never_ends_does_not_keep_the_daemon(
    daemon: RunningDaemon, endpoint: Endpoint, keeper: Gatekeeper
) -> None:
    with opened(endpoint) as client:
        client.send(call(1, "wait"))
        assert keeper.entered.acquire(timeout=WAIT_SECONDS)
        daemon.ask_to_stop()
        close_code(client)
    keeper.gate.set()
    daemon.join()
