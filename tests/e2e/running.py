"""Runs the whole stack for tests, on free ports and in its own DATA_DIR."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from websockets.sync.client import ClientConnection, connect

from common.cli.launch.ready_message import LAST_LINE
from tests.servers.process import free_port
from tests.servers.waiting import (
    START_SECONDS,
    WAIT_SECONDS,
    eventually,
    wait_for_change,
    wait_for_end,
)

ROOT = Path(__file__).parents[2]
# The longest stop that the documentation promises.
STOP_SECONDS = 30.0


def own_environment(data: Path, **settings: str) -> dict[str, str]:
    """Return an environment with free ports, without settings of the caller."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    ports = {"API_PORT": str(free_port()), "MCP_WS_PORT": str(free_port())}
    return {**kept, **ports, "DATA_DIR": str(data), "WORKERS": "1", **settings}


def processes_of(data: Path) -> list[int]:
    """Return the ids of the processes of the stack in *data*, that of the launcher among them."""
    # A forked process keeps the environment with which the launcher began (proc_pid_environ(5)).
    mark = f"DATA_DIR={data}".encode()
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if mark in environ.read_bytes().split(b"\0"):
                found.append(int(environ.parent.name))
    return found


def launch(environ: Mapping[str, str], output: IO[bytes] | int) -> "subprocess.Popen[bytes]":
    """Start the launcher, which writes to *output*."""
    return subprocess.Popen(
        [sys.executable, "-m", "common.cli", "serve"],
        cwd=ROOT,
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
    )


class RunningStack:
    """A stack, which the end of its `with` block stops in any state.

    Args:
        reads_output: False to leave what the launcher prints in a pipe.
        settings: by the names of their variables.
    """

    def __init__(self, *, reads_output: bool = True, **settings: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="barcode-")
        self.data = Path(self._folder.name)
        self.environ = own_environment(self.data, **settings)
        self.log = self.data / "stdout"
        if reads_output:
            self.start()
        else:
            self.launcher = launch(self.environ, subprocess.PIPE)
            eventually(self.answers, "the stack")

    def start(self) -> None:
        """Start the launcher and wait until it reports that everything answers."""
        with self.log.open("wb") as log:
            self.launcher = launch(self.environ, log)
        is_ready = wait_for_change(self.log, self._is_ready, self.launcher)
        assert is_ready, self.log.read_text()

    def _is_ready(self) -> bool:
        return LAST_LINE in self.log.read_text()

    @property
    def url(self) -> str:
        """The URL of its HTTP API."""
        return f"http://127.0.0.1:{self.environ['API_PORT']}"

    def get(self, path: str) -> tuple[int, bytes]:
        """GET *path*; return status and body."""
        try:
            with urllib.request.urlopen(f"{self.url}{path}", timeout=WAIT_SECONDS) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read()

    def answers(self) -> bool:
        """Return True if its HTTP API answers now."""
        with contextlib.suppress(OSError):
            return self.get("/livez")[0] == 200
        return False

    def health(self) -> dict[str, str]:
        """Return the answer of /health."""
        report: dict[str, str] = json.loads(self.get("/health")[1])
        return report

    def is_healthy(self) -> bool:
        """Return True if /health reports ok now."""
        with contextlib.suppress(OSError):
            return self.health()["status"] == "ok"
        return False

    def connect(self, port: str = "API_PORT") -> ClientConnection:
        """Open an MCP WebSocket on the port that the setting *port* names."""
        address = f"ws://127.0.0.1:{self.environ[port]}/api/v1/mcp/ws/e2e"
        return connect(address, proxy=None, open_timeout=WAIT_SECONDS, close_timeout=1)

    def accepts_websockets(self, port: str = "API_PORT") -> bool:
        """Return True if a ping over a new WebSocket is answered now."""
        with contextlib.suppress(Exception), self.connect(port) as socket:
            return call(socket, "ping")["result"] == {}
        return False

    def supervisorctl(self, *words: str) -> str:
        """Run supervisorctl on this stack and return what it prints."""
        server = f"unix://{self.data}/run/supervisor.sock"
        command = [sys.executable, "-m", "supervisor.supervisorctl", "-s", server, *words]
        return subprocess.run(
            command, capture_output=True, text=True, timeout=START_SECONDS, check=False
        ).stdout

    def pid(self, program: str) -> int:
        """Return the process id of one program, which may have ended; or of ``supervisord``."""
        if program == "supervisord":
            return int((self.data / "run" / "supervisord.pid").read_text())
        spawned = rf"spawned: '{program}' with pid (\d+)"
        return int(re.findall(spawned, self._supervisor_log.read_text())[-1])

    def wait_for_another(self, program: str, pid: int) -> None:
        """Wait until supervisord has replaced the process *pid* of *program*."""
        assert wait_for_change(
            self._supervisor_log, lambda: self.pid(program) != pid, self.launcher
        )

    @property
    def _supervisor_log(self) -> Path:
        return self.data / "logs" / "supervisord.log"

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send *number* to the launcher; return its exit status.

        Raises:
            subprocess.TimeoutExpired: it takes longer than `STOP_SECONDS`.
        """
        self.launcher.send_signal(number)
        return self.launcher.wait(STOP_SECONDS)

    def kill(self) -> None:
        """End all its processes with SIGKILL."""
        pids = processes_of(self.data)
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        wait_for_end(pids)
        self.launcher.wait(WAIT_SECONDS)

    def __enter__(self) -> "RunningStack":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.launcher.poll() is None:
            self.stop()
        for pid in processes_of(self.data):  # none unless a test has failed
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._folder.cleanup()


def call(socket: ClientConnection, method: str, **params: Any) -> dict[str, Any]:
    """Send one JSON-RPC request and return the whole answer."""
    socket.send(json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}))
    answer: dict[str, Any] = json.loads(socket.recv(timeout=WAIT_SECONDS))
    return answer


def failed_start(environ: Mapping[str, str]) -> tuple[int, str]:
    """Start a stack that can't start; return the launcher's exit status and what it printed."""
    ended = subprocess.run(
        [sys.executable, "-m", "common.cli", "serve"],
        cwd=ROOT,
        env=dict(environ),
        capture_output=True,
        text=True,
        # supervisord may try four times.
        timeout=2 * START_SECONDS,
        check=False,
    )
    return ended.returncode, ended.stdout + ended.stderr
