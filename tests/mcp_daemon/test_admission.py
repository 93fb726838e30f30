"""Handshakes, and who may connect: every test runs over both ports.

Expectations: the transport rules of docs/mcp.md, RFC 6455, and the custom transports
section of the specification.
"""

import socket
from collections.abc import Callable
from typing import Any

import pytest
from websockets.frames import Frame, Opcode

from tests.mcp_daemon.conftest import Start
from tests.mcp_daemon.messages import head, ping, raw, raw_status, receive, refusal
from tests.mcp_daemon.running import PATH, Endpoint, RunningDaemon

EMPTY_PING = Frame(Opcode.PING, b"").serialize(mask=True)
Reach = Callable[[RunningDaemon], Endpoint]


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [(None, None), (["mcp"], "mcp"), (["other", "mcp"], "mcp"), (["other"], None)],
)
def test_subprotocol_is_echoed_if_offered(
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
    """RFC 9110, 15.5.5: 404, or 405 from Gunicorn for a path of another method."""
    assert refusal(Endpoint(endpoint.port, path)).status_code in (404, 405)


@pytest.mark.parametrize("target", ["*", "x", "//[/x", "http://[/api/v1/nothing"])
def test_invalid_target_is_a_client_error(endpoint: Endpoint, target: str) -> None:
    """RFC 9112, 3.2: a server answers a bad request target in the 4xx class."""
    assert raw_status(endpoint, head(target=target)) in (400, 404)


def test_absolute_target_is_accepted(endpoint: Endpoint) -> None:
    """RFC 9112, 3.2.2: a server MUST accept the absolute form."""
    target = f"http://127.0.0.1:{endpoint.port}{endpoint.path}?x=//["
    assert raw_status(endpoint, head(target=target)) == 101


def test_any_label_is_a_client_id(endpoint: Endpoint) -> None:
    """docs/mcp.md: NAME is a label that the client chooses."""
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


def test_own_and_listed_origins_are_accepted(start: Start, reach: Reach) -> None:
    """README, settings: CORS_ORIGINS."""
    endpoint = reach(start(CORS_ORIGINS="https://shop.example"))
    for origin in (f"http://127.0.0.1:{endpoint.port}", "https://shop.example"):
        with endpoint.connect(origin=origin) as client:
            client.send(ping(1))
            assert receive(client)["result"] == {}


def test_foreign_host_on_a_loopback_socket_is_refused(endpoint: Endpoint) -> None:
    """DNS rebinding: a page of evil.example, whose name now resolves to 127.0.0.1."""
    assert raw_status(endpoint, head(host="evil.example")) == 403


def test_host_of_the_public_address_is_accepted(start: Start, reach: Reach) -> None:
    """README, settings: SERVER_URL."""
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
def test_malformed_handshake_is_refused(
    endpoint: Endpoint, changed: dict[str, Any], status: int
) -> None:
    """RFC 6455, 4.2.2, and RFC 9110, 15.5.22."""
    assert raw_status(endpoint, head(**changed)) in (status, 426)


@pytest.mark.parametrize("count", [1, 100, 3000])
def test_frames_sent_directly_after_the_head_are_answered(endpoint: Endpoint, count: int) -> None:
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


@pytest.mark.parametrize(
    "follows", [EMPTY_PING, b"GET / HTTP/1.1\r\n\r\n", b"\0" * 100_000], ids=len
)
def test_refusal_is_sent_whatever_follows_the_head(endpoint: Endpoint, follows: bytes) -> None:
    """Another request of a pipeline, too (RFC 9112, 9.3.2): it was read as a broken frame."""
    assert raw_status(endpoint, head(target="/api/v1/nothing") + follows) == 404


def test_ping_behind_the_head_is_answered_after_the_handshake(endpoint: Endpoint) -> None:
    """RFC 6455, 4.2.2: nothing precedes the answer to the handshake."""
    pong = Frame(Opcode.PONG, b"").serialize(mask=False)
    with raw(endpoint, head() + EMPTY_PING) as client, client.makefile("rb") as stream:
        assert stream.readline().split()[1] == b"101"
        while stream.readline() != b"\r\n":
            pass
        assert stream.read(len(pong)) == pong


@pytest.mark.parametrize(("target", "status"), [("/api/v1/nothing", 404), (PATH, 101)])
def test_client_that_ends_its_side_gets_the_answer(
    endpoint: Endpoint, target: str, status: int
) -> None:
    """A half-closed connection still carries the answer (RFC 9112, 9.6)."""
    with raw(endpoint, head(target=target)) as client, client.makefile("rb") as stream:
        client.shutdown(socket.SHUT_WR)
        assert int(stream.readline().split()[1]) == status
        # The server closes its side too.
        assert b"\r\n\r\n" in stream.read()
