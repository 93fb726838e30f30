"""A stack stops within ten seconds and leaves no process."""

import signal
import socket
import subprocess
import sys
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.e2e.running import (
    ROOT,
    RunningStack,
    call,
    launch,
    own_environment,
    processes_of,
)
from tests.servers.waiting import START_SECONDS, WAIT_SECONDS, eventually


def assert_ended(stack: RunningStack) -> None:
    """Check that no process is left and both ports are free."""
    assert processes_of(stack.data) == []
    for port in ("API_PORT", "MCP_WS_PORT"):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", int(stack.environ[port])), timeout=WAIT_SECONDS)


def test_interrupt_leaves_no_process_and_frees_the_ports() -> None:
    with RunningStack() as stack:
        assert processes_of(stack.data) != []
        assert stack.stop(signal.SIGINT) == 0
        assert_ended(stack)


def test_stop_does_not_wait_for_clients() -> None:
    """An idle WebSocket, an idle HTTP connection and half a request are open."""
    with RunningStack() as stack, stack.connect() as websocket:
        assert call(websocket, "ping")["result"] == {}
        address = ("127.0.0.1", int(stack.environ["API_PORT"]))
        with (
            socket.create_connection(address, WAIT_SECONDS),
            socket.create_connection(address, WAIT_SECONDS) as half,
        ):
            half.sendall(b"GET /health HTTP/1.1\r\nHost: a\r\n")
            assert stack.stop() == 0
        assert_ended(stack)


def test_stop_by_supervisorctl_ends_the_launcher() -> None:
    with RunningStack() as stack:
        stack.supervisorctl("shutdown")
        assert stack.launcher.wait(START_SECONDS) == 0
        assert processes_of(stack.data) == []


def test_unread_output_does_not_block_the_stack() -> None:
    """A pipe holds 64 KiB; each request logs a line of about 250 bytes."""
    with RunningStack(reads_output=False) as stack:
        with closing(
            HTTPConnection("127.0.0.1", int(stack.environ["API_PORT"]), timeout=WAIT_SECONDS)
        ) as api:
            for _ in range(600):
                api.request("GET", "/livez")
                answer = api.getresponse()
                assert answer.read()
                assert answer.status == 200
        log = stack.data / "logs" / "gunicorn.log"
        eventually(lambda: log.stat().st_size > 2 * 65_536, "supervisord has written the log")
        assert stack.stop() == 0
        assert processes_of(stack.data) == []
        stack.launcher.communicate(timeout=WAIT_SECONDS)


def test_stop_during_the_start_leaves_no_process(tmp_path: Path) -> None:
    """Supervisord may have no signal handler yet, so that SIGTERM ends it."""
    with (tmp_path / "output").open("wb") as output:
        launcher = launch(own_environment(tmp_path), output)
    eventually(lambda: len(processes_of(tmp_path)) > 1, "the first process that it starts")
    launcher.send_signal(signal.SIGTERM)
    assert launcher.wait(START_SECONDS) == 0
    assert "ended with status" not in (tmp_path / "output").read_text()
    assert processes_of(tmp_path) == []


def test_interrupt_while_the_launcher_is_imported_leaves_no_traceback(tmp_path: Path) -> None:
    """Without a handler the signal ends the process."""
    # An import of the launcher waits for the signal.
    waiting = "import signal; print('importing', flush=True); signal.pause()"
    (tmp_path / "argparse.py").write_text(waiting)
    launcher = subprocess.Popen(
        [sys.executable, "-m", "common.cli", "serve"],
        cwd=ROOT,
        env=own_environment(tmp_path, PYTHONPATH=str(tmp_path)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert launcher.stdout is not None
    assert launcher.stdout.readline() == "importing\n"
    launcher.send_signal(signal.SIGINT)
    assert launcher.communicate(timeout=START_SECONDS) == ("", "")
    assert launcher.returncode == -signal.SIGINT
