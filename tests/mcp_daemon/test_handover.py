"""The hand-over between Gunicorn and the daemon, where one of them goes.

Expectations: ARCHITECTURE, decision 1; RFC 9110 for the answers.
"""

import json
import os
import signal
import socket
from pathlib import Path

import pytest
from falcon.testing import TestClient

from common import settings
from common.services.container import open_services
from rest import fd_sender
from rest.app import create_app
from tests.mcp_daemon.conftest import Start
from tests.mcp_daemon.running import Endpoint, RunningDaemon, RunningGunicorn, eventually
from tests.mcp_daemon.talking import head, opened, ping, raw, raw_status, receive
from tests.servers.process import START_SECONDS

PATH = "/api/v1/mcp/ws/test"


@pytest.fixture
def endpoint(gunicorn: RunningGunicorn) -> Endpoint:
    return Endpoint(gunicorn.port)


def descriptors(pid: int) -> int:
    return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())


def test_no_daemon_is_unavailable_with_a_time_to_come_again(
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


def test_connection_is_kept_for_the_next_request_where_nobody_took_it(
    endpoint: Endpoint,
) -> None:
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
    path = data_dir / "run" / "mcp.sock"
    path.parent.mkdir(exist_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as dead:
        dead.bind(str(path))
    assert raw_status(endpoint, head()) == 503


def test_daemon_that_takes_the_place_of_a_killed_one_is_found(
    data_dir: Path, endpoint: Endpoint, start: Start
) -> None:
    path = data_dir / "run" / "mcp.sock"
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as dead:
        dead.bind(str(path))
        start()
    with opened(endpoint) as client:
        client.send(ping(1))
        assert receive(client)["result"] == {}


def test_only_this_user_may_hand_over(daemon: RunningDaemon) -> None:
    assert daemon.settings.mcp_socket.stat().st_mode & 0o777 == 0o600


def test_daemon_that_ends_leaves_no_socket(start: Start) -> None:
    daemon = start()
    daemon.ask_to_stop()
    daemon.join()
    assert not daemon.settings.mcp_socket.exists()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_connection_outlives_the_worker_that_handed_it_over(
    gunicorn: RunningGunicorn, daemon: RunningDaemon, endpoint: Endpoint, number: signal.Signals
) -> None:
    with opened(endpoint) as client:
        old = set(gunicorn.workers)
        for pid in old:
            os.kill(pid, number)
        eventually(lambda: len(set(gunicorn.workers) - old) == 2, START_SECONDS)
        client.send(ping(1))
        assert receive(client)["result"] == {}
    eventually(lambda: gunicorn.get("/livez")[0] == 200, START_SECONDS)


def test_connection_outlives_a_reload(
    gunicorn: RunningGunicorn, daemon: RunningDaemon, endpoint: Endpoint
) -> None:
    with opened(endpoint) as client:
        old = set(gunicorn.workers)
        gunicorn.server.process.send_signal(signal.SIGHUP)
        eventually(lambda: len(set(gunicorn.workers) - old) == 2, START_SECONDS)
        client.send(ping(1))
        assert receive(client)["result"] == {}
    eventually(lambda: gunicorn.get("/livez")[0] == 200, START_SECONDS)


def test_nothing_is_left_open_in_the_workers(
    gunicorn: RunningGunicorn, daemon: RunningDaemon, endpoint: Endpoint
) -> None:
    eventually(lambda: len(gunicorn.workers) == 2, START_SECONDS)
    for _ in range(4):
        with opened(endpoint):
            pass
    before = {pid: descriptors(pid) for pid in gunicorn.workers}
    for _ in range(60):
        with opened(endpoint):
            pass
    # A store or two may have been opened meanwhile; sixty sockets may not be left.
    eventually(lambda: all(descriptors(pid) <= before[pid] + 10 for pid in before))
    log = (gunicorn.data_dir / "gunicorn.log").read_text()
    assert "Traceback" not in log


def test_status_tells_the_open_connections(
    gunicorn: RunningGunicorn, daemon: RunningDaemon, endpoint: Endpoint
) -> None:
    def state() -> tuple[str, int]:
        answer = json.loads(gunicorn.get("/api/v1/mcp/status")[2])
        return answer["status"], answer["active_connections"]

    assert state() == ("ok", 0)
    with endpoint.connect(), Endpoint(daemon.port).connect():
        assert state() == ("ok", 2)
    eventually(lambda: state() == ("ok", 0))


def test_status_says_who_the_server_is(gunicorn: RunningGunicorn) -> None:
    """API.md: server_info of mcp/status."""
    answer = json.loads(gunicorn.get("/api/v1/mcp/status")[2])
    assert answer["server_info"]["name"] == "theBarcodeAPI AGSC Server"
    assert answer["server_info"]["protocol"] == "MCP 1.0.0"
    assert "2026-07-28" in answer["server_info"]["protocol_versions"]


def test_plain_get_is_told_to_upgrade(gunicorn: RunningGunicorn) -> None:
    """RFC 9110, 15.5.22: 426 with the protocol in Upgrade."""
    status, headers, body = gunicorn.get(PATH)
    assert status == 426
    assert {name.lower(): value for name, value in headers.items()}["upgrade"] == "websocket"
    assert json.loads(body)["code"] == "mcp.upgrade_required"


def test_http_1_0_is_told_to_upgrade(daemon: RunningDaemon, endpoint: Endpoint) -> None:
    """RFC 6455, 4.1: the handshake is HTTP/1.1 or higher."""
    assert raw_status(endpoint, head().replace(b"HTTP/1.1", b"HTTP/1.0")) == 426


def test_server_that_keeps_its_sockets_says_so(tmp_path: Path) -> None:
    with open_services(settings.load({"DATA_DIR": str(tmp_path)}), process="rest") as services:
        client = TestClient(create_app(services))
        answer = client.simulate_get(PATH, headers={"Upgrade": "websocket"})
    assert answer.status_code == 426


def test_large_head_is_handed_over(daemon: RunningDaemon, endpoint: Endpoint) -> None:
    more = {f"X-Long-{number}": "x" * 8_000 for number in range(15)}
    assert raw_status(endpoint, head(**more, Cookie="y" * 8_000)) == 101


def test_head_that_does_not_fit_into_a_message_is_refused(
    daemon: RunningDaemon, endpoint: Endpoint
) -> None:
    """RFC 6585, 5: the server is there, and the fields are what has to change."""
    more = {f"X-Long-{number}": "x" * 8_000 for number in range(50)}
    assert raw_status(endpoint, head(**more)) == 431


def test_head_is_as_the_client_sent_it() -> None:
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": "/a%20b?c=d",
        "HTTP_HOST": "h",
        "HTTP_COOKIE": "left=out",
        "HTTP_X_FORWARDED_FOR": "203.0.113.1, 203.0.113.2",
        "CONTENT_LENGTH": "0",
        "wsgi.version": (1, 0),
    }
    lines = b"".join(fd_sender._head(environ)).split(b"\r\n")
    assert lines == [
        b"GET /a%20b?c=d HTTP/1.1",
        b"Host: h",
        b"X-Forwarded-For: 203.0.113.1, 203.0.113.2",
        b"Content-Length: 0",
        b"",
        b"",
    ]
