"""Messages to the daemon: as a client sends them, or byte by byte."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection

from tests.common.mcp.client import initialize
from tests.mcp_daemon.running import Endpoint
from tests.servers.waiting import WAIT_SECONDS


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
