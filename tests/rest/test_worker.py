"""The Gunicorn worker under clients that are slow on purpose.

Expectations: ARCHITECTURE, decision 2; measured with 1,000 such clients: a probe is answered in
under 1 ms, where gthread with four threads answers nobody from eight on.
"""

import http.client
import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.mcp_daemon.running import WAIT_SECONDS, RunningGunicorn

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


def connect(server: RunningGunicorn) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), WAIT_SECONDS)


@pytest.mark.parametrize("sent", [b"", HEAD, BODY], ids=["silent", "slow heads", "slow bodies"])
def test_slow_clients_do_not_keep_others_from_being_answered(
    server: RunningGunicorn, sent: bytes
) -> None:
    with ExitStack() as slow:
        for _ in range(SLOW_CLIENTS):
            slow.enter_context(connect(server)).sendall(sent)
        assert server.get("/livez")[0] == 200


def test_body_that_does_not_come_ends_its_connection_at_the_deadline(
    server: RunningGunicorn,
) -> None:
    with connect(server) as client:
        client.sendall(BODY)
        assert client.recv(1) == b""


def test_deadline_does_not_end_the_worker(server: RunningGunicorn) -> None:
    before = server.workers
    test_body_that_does_not_come_ends_its_connection_at_the_deadline(server)
    assert server.get("/livez")[0] == 200
    assert server.workers == before


def test_picture_that_is_none_is_refused(server: RunningGunicorn) -> None:
    """It is looked at on a native thread, whose errors are no other than those of a greenlet."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, WAIT_SECONDS)) as client:
        client.request("POST", "/api/v1/decode", b"hello", {"Content-Type": "image/png"})
        answer = client.getresponse()
        assert (answer.status, json.load(answer)["code"]) == (422, "image.unknown")


def test_worker_logs_no_traceback(server: RunningGunicorn) -> None:
    log: Path = server.data_dir / "gunicorn.log"
    assert "Traceback" not in log.read_text()


def test_cookie_of_some_kilobytes_is_no_hindrance(server: RunningGunicorn) -> None:
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
        (b"G<T / HTTP/1.1\r\nHost: x\r\n\r\n", 400, "malformed"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: zip\r\n\r\n", 501, "transfer_coding"),
    ],
)
def test_what_gunicorn_refuses_is_a_problem_document(
    server: RunningGunicorn, request_head: bytes, status: int, code: str
) -> None:
    """RFC 9457; whoever parses our errors never meets HTML."""
    with connect(server) as client:
        client.sendall(request_head)
        answer = http.client.HTTPResponse(client)
        answer.begin()
        problem = json.load(answer)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status, problem["status"]) == (status, status)
    assert problem["code"] == f"request.{code}"
    assert problem["errors"][0]["fix"]
