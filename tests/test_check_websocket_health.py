"""check_websocket_health.py against what is no healthy service: always exit 1 and one line."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_server
from threading import Thread

import pytest

SCRIPT = Path(__file__).parent.parent / "check_websocket_health.py"
HEALTHY = b'HTTP/1.1 200 OK\r\nContent-Length: 15\r\nConnection: close\r\n\r\n{"status":"ok"}'


@contextmanager
def saying(*answers: bytes) -> Iterator[str]:
    """Serve a connection an answer, whatever is asked, and give the address."""
    listener = create_server(("127.0.0.1", 0))
    listener.settimeout(5)

    def serve() -> None:
        for answer in answers:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(answer)

    thread = Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    thread.join(5)
    listener.close()


def check(url: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), "--url", url]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)


@pytest.mark.parametrize(
    "answers",
    [
        [b"-ERR unknown command\r\n"],
        [b""],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{"],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"],
        [b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"],
        [HEALTHY, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"],
        [HEALTHY, b""],
    ],
)
def test_what_is_no_healthy_service_is_one_line_and_a_1(answers: list[bytes]) -> None:
    """Another program may listen there, or a service that is about to die."""
    with saying(*answers) as url:
        done = check(url)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("unhealthy: ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://localhost", ""])
def test_an_address_that_is_none_is_one_line_and_a_1(url: str) -> None:
    """Docker reserves every other exit status of a health check."""
    done = check(url)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
