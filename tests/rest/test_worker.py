"""The Gunicorn worker with slow clients, unread bodies and requests that can't be parsed.

docs/decisions/0002-gevent-worker.md has the measurements behind the choice of the worker.
"""

import http.client
import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from tests.mcp_daemon.running import ROOT, RunningGunicorn
from tests.servers.waiting import WAIT_SECONDS

SLOW_CLIENTS = 100
HEAD = b"GET /livez HTTP/1.1\r\nHost: x"
BODY = (
    b"POST /api/v1/generate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b"Content-Length: 1000\r\n\r\n{"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningGunicorn]:
    running = RunningGunicorn(tmp_path_factory.mktemp("worker"), REQUEST_TIMEOUT=1)
    yield running
    running.stop()


def test_worker_imports_nothing_that_waits_before_gevent_patches() -> None:
    """The Postgres driver chooses at import how to wait; an unpatched one stops the worker."""
    code = "import rest.worker, sys; print(*({'psycopg', 'redis', 'peewee'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == ""


def connect(server: RunningGunicorn) -> socket.socket:
    """Connect to *server*; a test that would wait longer than five seconds fails."""
    return socket.create_connection(("127.0.0.1", server.port), WAIT_SECONDS)


def read_problem(client: socket.socket) -> tuple[http.client.HTTPResponse, dict[str, Any]]:
    """Read an answer and its problem document from *client*."""
    answer = http.client.HTTPResponse(client)
    answer.begin()
    return answer, json.load(answer)


@pytest.mark.parametrize("sent", [b"", HEAD, BODY], ids=["silent", "slow heads", "slow bodies"])
def test_slow_clients_do_not_keep_others_from_being_answered(
    server: RunningGunicorn, sent: bytes
) -> None:
    with ExitStack() as slow:
        for _ in range(SLOW_CLIENTS):
            slow.enter_context(connect(server)).sendall(sent)
        assert server.get("/livez")[0] == 200


def remaining(client: socket.socket, count: int) -> list[int]:
    """Return what each of *count* answers on *client* leaves of the day's quota."""
    received, found = b"", []
    while len(found) < count:
        received += client.recv(65_536)
        found = re.findall(rb"x-rate-limit-remaining: (\d+)\r\n", received)
    return [int(each) for each in found]


def test_client_that_sends_many_requests_at_once_lets_another_in_between(
    server: RunningGunicorn,
) -> None:
    """Each barcode leaves one less of the quota, which shows the order of the answers."""
    target = "HEAD /api/v1/generate?data={}&format=qr HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with connect(server) as busy, connect(server) as polite:
        polite.sendall(target.format("first").encode())
        remaining(polite, 1)
        busy.sendall("".join(map(target.format, range(300))).encode())
        # Its first answer is there, so that the worker is at the others.
        busy.recv(1, socket.MSG_PEEK)
        polite.sendall(target.format("second").encode())
        assert remaining(polite, 1)[0] > remaining(busy, 300)[-1]


def test_body_that_does_not_come_ends_its_connection_at_the_deadline(
    server: RunningGunicorn,
) -> None:
    with connect(server) as client:
        client.sendall(BODY)
        assert client.recv(1) == b""


@pytest.fixture
def waiting(tmp_path: Path) -> Iterator[RunningGunicorn]:
    app = "tests.rest.waiting_app:app"
    running = RunningGunicorn(tmp_path, app, parsers=False, REQUEST_TIMEOUT=1)
    yield running
    running.stop()


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /other HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"POST /other HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}",
    ],
)
def test_request_that_takes_too_long_is_answered(waiting: RunningGunicorn, sent: bytes) -> None:
    """RFC 9110, 15.6.4: 503 with Retry-After."""
    with connect(waiting) as client:
        client.sendall(sent)
        answer, problem = read_problem(client)
        assert (answer.status, problem["code"]) == (503, "service.busy")
        assert int(answer.headers["Retry-After"]) > 0
        assert answer.headers["Connection"] == "close"
        assert client.recv(1) == b""


def test_answer_that_has_begun_is_cut_off_at_the_deadline(waiting: RunningGunicorn) -> None:
    """Another answer would be taken for a part of it."""
    with connect(waiting) as client:
        client.sendall(b"GET /begun HTTP/1.1\r\nHost: localhost\r\n\r\n")
        received = b""
        while piece := client.recv(65_536):
            received += piece
    assert received.count(b"HTTP/1.1") == 1
    assert received.endswith(b"begun\r\n")


def test_deadline_does_not_end_the_worker(server: RunningGunicorn) -> None:
    before = server.workers
    test_body_that_does_not_come_ends_its_connection_at_the_deadline(server)
    assert server.get("/livez")[0] == 200
    assert server.workers == before


def send_forever(client: socket.socket) -> None:
    """Send zeros until the connection fails."""
    while True:
        client.sendall(b"0" * 65_536)


UNREAD = {
    401: b"POST /api/v1/generate HTTP/1.1\r\nAuthorization: Bearer nothing\r\n",
    404: b"POST /no/such/path HTTP/1.1\r\n",
    405: b"POST /livez HTTP/1.1\r\n",
    413: b"POST /api/v1/generate HTTP/1.1\r\nContent-Type: application/json\r\n",
    415: b"POST /mcp HTTP/1.1\r\nContent-Type: text/plain\r\n",
}
# More than POST generate accepts, so that a part of it is on its way when the answer is sent.
SIZE = 2 << 20
LENGTH = b"Content-Length: %d\r\n\r\n" % SIZE
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % SIZE


@pytest.mark.parametrize("framing", [LENGTH, CHUNKED], ids=["length", "chunked"])
@pytest.mark.parametrize("status", UNREAD)
def test_answer_to_an_unread_body_closes_the_connection(
    server: RunningGunicorn, status: int, framing: bytes
) -> None:
    """RFC 9112, 9.3 and 9.6: the connection can't be reused, and ends without a reset."""
    with connect(server) as client:
        client.sendall(UNREAD[status] + b"Host: localhost\r\n" + framing + b"0" * SIZE)
        answer, problem = read_problem(client)
        assert (answer.status, problem["status"]) == (status, status)
        assert answer.headers["Connection"] == "close"
        assert client.recv(1) == b""


@pytest.mark.parametrize("framing", [b"Content-Length: 2\r\n\r\n{}", b"\r\n"])
def test_answer_to_a_read_body_keeps_the_connection(
    server: RunningGunicorn, framing: bytes
) -> None:
    """RFC 9112, 9.3: HTTP/1.1 connections persist."""
    head = b"POST /api/v1/generate HTTP/1.1\r\nHost: localhost\r\n"
    with connect(server) as client:
        for _ in range(2):
            client.sendall(head + framing)
            answer, problem = read_problem(client)
            assert (answer.headers["Connection"], problem["status"]) == ("keep-alive", 400)


def test_client_that_keeps_sending_is_disconnected(server: RunningGunicorn) -> None:
    """The worker stops reading an unread body after half a second."""
    with connect(server) as client:
        client.sendall(UNREAD[404] + b"Host: localhost\r\nContent-Length: 1000000000000\r\n\r\n")
        with pytest.raises(ConnectionError):
            send_forever(client)


@pytest.mark.parametrize("body", [CHUNKED, LENGTH, b"Content-Length: 1\r\n\r\n0"])
def test_websocket_handshake_with_a_body_is_refused(server: RunningGunicorn, body: bytes) -> None:
    """RFC 6455, 4.1: the handshake is a GET; its content would be read as frames."""
    head = (
        b"GET /api/v1/mcp/ws/test HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
        b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    )
    with connect(server) as client:
        client.sendall(head + body)
        answer, problem = read_problem(client)
        assert (answer.status, problem["code"]) == (400, "mcp.unexpected_body")


def test_options_of_the_server_are_answered(server: RunningGunicorn) -> None:
    """RFC 9110, 9.3.7: OPTIONS * is about the server, and Allow lists its methods."""
    with connect(server) as client:
        client.sendall(b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n")
        answer = http.client.HTTPResponse(client)
        answer.begin()
        assert (answer.status, answer.read()) == (204, b"")
        assert {"GET", "POST", "OPTIONS"} <= set(answer.headers["Allow"].split(", "))


def test_broken_picture_is_refused(server: RunningGunicorn) -> None:
    """Another process reads it; its errors reach the client as those of the worker do."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, WAIT_SECONDS)) as client:
        client.request("POST", "/api/v1/decode", b"hello", {"Content-Type": "image/png"})
        answer = client.getresponse()
        assert (answer.status, json.load(answer)["code"]) == (422, "image.unknown")


def test_worker_logs_no_traceback(server: RunningGunicorn) -> None:
    log: Path = server.data_dir / "gunicorn.log"
    assert "Traceback" not in log.read_text()


def test_cookies_of_8_kilobytes_are_accepted(server: RunningGunicorn) -> None:
    """RFC 6265, 6.1: browsers keep cookies of 4,096 bytes, and send those of localhost to us."""
    with connect(server) as client:
        client.sendall(HEAD + b"\r\nCookie: a=" + b"1" * 8_000 + b"\r\n\r\n")
        assert client.recv(15) == b"HTTP/1.1 200 OK"


@pytest.mark.parametrize(
    ("request_head", "status", "code"),
    [
        (b"GET /?data=" + b"1" * 9_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414, "line_too_long"),
        (
            b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"1" * 9_000 + b"\r\n\r\n",
            431,
            "headers_too_large",
        ),
        (b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n", 400, "malformed"),
        (
            "GET /api/v1/generate?data=é HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
            400,
            "not_ascii",
        ),
        (b"G<T / HTTP/1.1\r\nHost: x\r\n\r\n", 400, "malformed"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: zip\r\n\r\n", 501, "transfer_coding"),
        (b"GET / HTTP/1.1\r\nAccept: */*\r\n\r\n", 400, "no_host"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400, "bad_host"),
    ],
)
def test_request_that_gunicorn_refuses_gets_a_problem_document(
    server: RunningGunicorn, request_head: bytes, status: int, code: str
) -> None:
    """RFC 9457; a client that parses problem documents never gets HTML."""
    with connect(server) as client:
        client.sendall(request_head)
        answer, problem = read_problem(client)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status, problem["status"]) == (status, status)
    assert problem["code"] == f"request.{code}"
    assert problem["errors"][0]["fix"]


def queued_bytes(server: RunningGunicorn, client: socket.socket) -> int:
    """Return what the system holds of answers of *server* that *client* has not received."""
    ports = f":{server.port:04X}", f":{client.getsockname()[1]:04X}"
    # proc_net_tcp(5): local and remote address, state, and the two queues.
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()]
    return next(int(row[4].split(":")[0], 16) for row in rows if _ports(row) == ports)


def _ports(row: list[str]) -> tuple[str, str]:
    return row[1][-5:], row[2][-5:]


def test_system_holds_little_of_what_a_client_does_not_read(server: RunningGunicorn) -> None:
    """800 such clients filled the memory of all TCP connections, which stood still for 7 s."""
    request = b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
        client.connect(("127.0.0.1", server.port))
        client.sendall(request)
        client.recv(1, socket.MSG_PEEK)
        assert 0 < queued_bytes(server, client) < 300_000
        # What waits in the worker is sent as the client reads it.
        answer = http.client.HTTPResponse(client)
        answer.begin()
        assert "paths" in json.load(answer)
