"""The hand-over from Gunicorn to the daemon, if either of them stops.

Expectations: docs/architecture.md; RFC 9110 for the answers.
"""

import json
import os
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from falcon.testing import TestClient

from common import settings
from common.services.container import open_services
from rest import fd_sender
from rest.app import create_app
from tests.mcp_daemon.conftest import Start
from tests.mcp_daemon.messages import head, opened, ping, raw, raw_status, receive
from tests.mcp_daemon.running import Endpoint, RunningDaemon, RunningGunicorn
from tests.servers.waiting import WAIT_SECONDS, eventually

PATH = "/api/v1/mcp/ws/test"


@pytest.fixture
def endpoint(gunicorn: RunningGunicorn) -> Endpoint:
    return Endpoint(gunicorn.port)


def descriptors(pid: int) -> int:
    """Return the number of open descriptors; 0 of a worker that an earlier test has replaced."""
    try:
        return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
    except FileNotFoundError:
        return 0


def test_missing_daemon_is_unavailable_with_retry_after(
    gunicorn: RunningGunicorn, endpoint: Endpoint
) -> None:
    """RFC 9110, 15.6.4."""
    with raw(endpoint, head()) as client, client.makefile("rb") as stream:
        assert stream.readline().split()[1] == b"503"
        fields = dict(
            line.decode().strip().split(": ", 1) for line in iter(stream.readline, b"\r\n")
        )
        lowered = {name.lower(): value for name, value in fields.items()}
        assert int(lowered["retry-after"]) > 0
        problem = json.loads(stream.read(int(lowered["content-length"])))
    assert problem["code"] == "mcp.unavailable"


def test_connection_is_kept_for_the_next_request_without_a_daemon(
    endpoint: Endpoint,
) -> None:
    """RFC 9112, 9.3: a connection is persistent unless it is closed."""
    with raw(endpoint, head()) as client, client.makefile("rb") as stream:
        assert stream.readline().split()[1] == b"503"
        length = 0
        for line in iter(stream.readline, b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split()[1])
        stream.read(length)
        client.sendall(b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert stream.readline().split()[1] == b"200"


def test_socket_left_by_a_killed_daemon_is_unavailable(data_dir: Path, endpoint: Endpoint) -> None:
    """connect(2): nothing listens, so the answer is 503 as without a daemon."""
    path = data_dir / "run" / "mcp.sock"
    path.parent.mkdir(exist_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as dead:
        dead.bind(str(path))
    assert raw_status(endpoint, head()) == 503


def test_daemon_that_replaces_a_killed_one_is_reached(
    data_dir: Path, endpoint: Endpoint, start: Start
) -> None:
    """rename(2): the new socket replaces the old one."""
    path = data_dir / "run" / "mcp.sock"
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as dead:
        dead.bind(str(path))
        start()
    with opened(endpoint) as client:
        client.send(ping(1))
        assert receive(client)["result"] == {}


def test_address_of_the_proxy_protocol_is_handed_over(tmp_path: Path, start: Start) -> None:
    """docs/proxies.md: the daemon limits the client, and not the proxy that its socket leads to."""
    proxied = RunningGunicorn(tmp_path, PROXY_PROTOCOL="v1", TRUSTED_PROXIES="127.0.0.1")
    try:
        start(DATA_DIR=tmp_path, MCP_MAX_CONNECTIONS_PER_ADDRESS=1, TRUSTED_PROXIES="127.0.0.1")
        forged = head(**{"X-Forwarded-For": "192.0.2.99"})
        first, second = (f"PROXY TCP4 192.0.2.{n} 192.0.2.9 1 2\r\n".encode() for n in (1, 2))
        with raw(Endpoint(proxied.port), first + forged) as client:
            assert b" 101 " in client.makefile("rb").readline()
            assert raw_status(Endpoint(proxied.port), first + head()) == 503
            assert raw_status(Endpoint(proxied.port), second + forged) == 101
    finally:
        proxied.stop()


def test_port_of_the_daemon_has_no_proxy_protocol(start: Start) -> None:
    """docs/proxies.md: it is for clients that connect directly, or through HTTP proxies."""
    daemon = start(PROXY_PROTOCOL="auto", TRUSTED_PROXIES="127.0.0.1")
    sent = b"PROXY TCP4 192.0.2.1 192.0.2.9 1 2\r\n" + head()
    with raw(Endpoint(daemon.port), sent) as client:
        assert client.recv(100) in (b"", b"HTTP/1.1 400 Bad Request")


def test_only_the_user_of_the_daemon_may_hand_over(daemon: RunningDaemon) -> None:
    """unix(7): connecting needs write permission on the socket."""
    assert daemon.settings.mcp_socket.stat().st_mode & 0o777 == 0o600


def test_daemon_that_ends_leaves_no_socket(start: Start) -> None:
    """Gunicorn answers 503 directly if the socket does not exist."""
    daemon = start()
    daemon.request_stop()
    daemon.join()
    assert not daemon.settings.mcp_socket.exists()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_connection_outlives_the_worker_that_handed_it_over(
    gunicorn: RunningGunicorn, daemon: RunningDaemon, endpoint: Endpoint, number: signal.Signals
) -> None:
    """docs/operations.md: open sockets survive a restart of Gunicorn."""
    with opened(endpoint) as client:
        old = gunicorn.workers

        def end() -> None:
            for pid in old:
                os.kill(pid, number)

        gunicorn.replace_workers(end)
        client.send(ping(1))
        assert receive(client)["result"] == {}


def test_connection_outlives_a_reload(
    gunicorn: RunningGunicorn, daemon: RunningDaemon, endpoint: Endpoint
) -> None:
    """docs/operations.md: open sockets survive a reload of Gunicorn."""
    with opened(endpoint) as client:
        gunicorn.replace_workers(lambda: gunicorn.server.process.send_signal(signal.SIGHUP))
        client.send(ping(1))
        assert receive(client)["result"] == {}


def test_nothing_is_left_open_in_the_workers(
    gunicorn: RunningGunicorn, daemon: RunningDaemon, endpoint: Endpoint
) -> None:
    """The worker closes its copy after the hand-over; a leak would exhaust its descriptors."""
    for _ in range(4):
        with opened(endpoint):
            pass
    before = {pid: descriptors(pid) for pid in gunicorn.workers}
    for _ in range(60):
        with opened(endpoint):
            pass
    # A worker may have opened a store; sixty sockets must not be left open.
    eventually(
        lambda: all(descriptors(pid) <= before[pid] + 10 for pid in before), "closed sockets"
    )
    assert before.keys() & set(gunicorn.workers)
    assert "Traceback" not in gunicorn.server.output()


def test_status_contains_the_number_of_connections(
    gunicorn: RunningGunicorn, daemon: RunningDaemon, endpoint: Endpoint
) -> None:
    """docs/mcp.md: mcp/status, over both ports."""

    def state() -> tuple[str, int]:
        answer = json.loads(gunicorn.get("/api/v1/mcp/status")[2])
        return answer["status"], answer["active_connections"]

    assert state() == ("ok", 0)
    with endpoint.connect(), Endpoint(daemon.port).connect():
        assert state() == ("ok", 2)
    daemon.connections.wait_for_count(0)
    assert state() == ("ok", 0)


def test_status_contains_the_server_info(gunicorn: RunningGunicorn) -> None:
    """docs/mcp.md: the server's name and its protocol versions."""
    answer = json.loads(gunicorn.get("/api/v1/mcp/status")[2])
    assert answer["server_info"]["name"] == "theBarcodeAPI AGSC Server"
    assert answer["server_info"]["protocol"] == "MCP 1.0.0"
    assert "2026-07-28" in answer["server_info"]["protocol_versions"]


def test_plain_get_is_answered_with_upgrade_required(gunicorn: RunningGunicorn) -> None:
    """RFC 9110, 15.5.22: 426 with the protocol in Upgrade."""
    status, headers, body = gunicorn.get(PATH)
    assert status == 426
    assert {name.lower(): value for name, value in headers.items()}["upgrade"] == "websocket"
    assert json.loads(body)["code"] == "mcp.upgrade_required"


def test_http_1_0_is_answered_with_upgrade_required(
    daemon: RunningDaemon, endpoint: Endpoint
) -> None:
    """RFC 6455, 4.1: the handshake is HTTP/1.1 or higher."""
    assert raw_status(endpoint, head().replace(b"HTTP/1.1", b"HTTP/1.0")) == 426


def test_server_without_hand_over_is_answered_with_upgrade_required(tmp_path: Path) -> None:
    """RFC 9110, 15.5.22: such as a server of another kind than Gunicorn."""
    with open_services(settings.load({"DATA_DIR": str(tmp_path)}), process="rest") as services:
        client = TestClient(create_app(services))
        answer = client.simulate_get(PATH, headers={"Upgrade": "websocket"})
    assert answer.status_code == 426


def test_large_head_is_handed_over(daemon: RunningDaemon, endpoint: Endpoint) -> None:
    """Gunicorn accepts heads of this size, and cookies are left out."""
    more = {f"X-Long-{number}": "x" * 8_000 for number in range(15)}
    assert raw_status(endpoint, head(**more, Cookie="y" * 8_000)) == 101


def test_head_too_large_for_a_message_is_refused(daemon: RunningDaemon, endpoint: Endpoint) -> None:
    """RFC 6585, 5: the server is there, and the fields are what has to change."""
    more = {f"X-Long-{number}": "x" * 8_000 for number in range(50)}
    assert raw_status(endpoint, head(**more)) == 431


class Unreader:
    """Gunicorn's buffer of bytes that it has read and not used: none."""

    def take_buffered(self) -> bytes:
        return b""


def test_head_is_as_the_client_sent_it(tmp_path: Path) -> None:
    """RFC 9112, 3: the client's address, the request line and the fields, without cookies."""
    path = tmp_path / "mcp.sock"
    ours, theirs = socket.socketpair()
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": "/a%20b?c=d",
        "REMOTE_ADDR": "203.0.113.9",
        "HTTP_HOST": "h",
        "HTTP_COOKIE": "left=out",
        "HTTP_X_FORWARDED_FOR": "203.0.113.1, 203.0.113.2",
        "CONTENT_LENGTH": "0",
        "wsgi.version": (1, 0),
        "gunicorn.socket": ours,
        "wsgi.input": SimpleNamespace(reader=SimpleNamespace(unreader=Unreader())),
    }
    with ours, theirs, socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        listener.bind(str(path))
        listener.listen()
        listener.settimeout(WAIT_SECONDS)
        with ThreadPoolExecutor(1) as pool:
            handed_over = pool.submit(fd_sender.hand_over, environ, path)
            daemon, _ = listener.accept()
            with daemon:
                head, (descriptor,), _, _ = socket.recv_fds(daemon, 10_000, 1)
                os.close(descriptor)
                daemon.send(b"ok")
            handed_over.result(WAIT_SECONDS)
    assert head.split(b"\r\n") == [
        b"203.0.113.9",
        b"GET /a%20b?c=d HTTP/1.1",
        b"Host: h",
        b"X-Forwarded-For: 203.0.113.1, 203.0.113.2",
        b"Content-Length: 0",
        b"",
        b"",
    ]
