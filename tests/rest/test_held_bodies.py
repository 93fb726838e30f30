"""The bytes of bodies that a worker holds, with real sockets.

Expectations: rest/held_bodies.py states the bounds; RFC 9110, 15.6.4: 503 with Retry-After.
"""

import http.client
import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.mcp_daemon.running import RunningGunicorn
from tests.servers.waiting import WAIT_SECONDS

FILE_BYTES = 10_000_000
# Incomplete files, three of which leave no room for a fourth one of the same address.
PART = bytes(FILE_BYTES - 1)
HEAD = (
    b"POST /api/v1/decode HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
    b"Content-Length: %d\r\n\r\n" % FILE_BYTES
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningGunicorn]:
    running = RunningGunicorn(tmp_path, REQUEST_TIMEOUT=9)
    yield running
    running.stop()


def send(server: RunningGunicorn, body: bytes, path: str = "/api/v1/decode") -> tuple[int, str]:
    """Send a request with *body*; return the status and the error code."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    kind = "application/json" if path.endswith("validate") else "image/png"
    connection.request("POST", path, body, {"Content-Type": kind, "Host": "localhost"})
    answer = connection.getresponse()
    document = json.load(answer)
    connection.close()
    if answer.status == 503:
        assert int(answer.headers["Retry-After"]) > 0
    return answer.status, str(document.get("code", ""))


def test_large_bodies_of_one_address_are_bounded(server: RunningGunicorn) -> None:
    small = json.dumps({"data": "123456789", "format": "code128"}).encode()
    with ExitStack() as stack:
        for _ in range(3):
            client = socket.create_connection(("127.0.0.1", server.port), WAIT_SECONDS)
            stack.enter_context(client).sendall(HEAD + PART)
        assert send(server, bytes(FILE_BYTES)) == (503, "service.busy")
        assert send(server, small, "/api/v1/validate")[0] == 200
    # The clients have gone, which makes room.
    assert send(server, bytes(FILE_BYTES))[0] == 422
