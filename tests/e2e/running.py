"""Runs the whole stack for tests, on free ports and in its own DATA_DIR."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from websockets.sync.client import ClientConnection, connect

from tests.servers.process import free_port

ROOT = Path(__file__).parents[2]
# Processes have to start, on a machine that may be busy.
MAX_WAIT_SECONDS = 60.0
# The longest stop that the documentation promises.
STOP_SECONDS = 10.0


def eventually(holds: Callable[[], Any], what: str) -> None:
    """Wait until *holds* returns True; fail with the name *what* if it does not."""
    deadline = time.monotonic() + MAX_WAIT_SECONDS
    while not holds():
        assert time.monotonic() < deadline, f"{what}: not within {MAX_WAIT_SECONDS} s"
        time.sleep(0.05)


def own_environment(data: Path, **settings: str) -> dict[str, str]:
    """Return an environment with free ports, without settings of the caller."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    ports = {"API_PORT": str(free_port()), "MCP_WS_PORT": str(free_port())}
    return {**kept, **ports, "DATA_DIR": str(data), "WORKERS": "2", **settings}


def processes_of(data: Path) -> list[int]:
    """Return the ids of the processes of the stack in *data*."""
    mark = f"BARCODE_API_RUN={data}/run".encode()
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
    """A stack, which the end of its `with` block stops in any state."""

    def __init__(self, **settings: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="barcode-")
        self.data = Path(self._folder.name)
        self.environ = own_environment(self.data, **settings)
        self.log = self.data / "stdout"
        self.start()

    def start(self) -> None:
        """Start the launcher and wait until it reports that everything answers."""
        with self.log.open("wb") as log:
            self.launcher = launch(self.environ, log)
        eventually(self._is_ready_or_ended, "the stack's ready message")
        assert self.launcher.poll() is None, self.log.read_text()

    def _is_ready_or_ended(self) -> bool:
        return "Ctrl-C stops it." in self.log.read_text() or self.launcher.poll() is not None

    @property
    def url(self) -> str:
        """The URL of its HTTP API."""
        return f"http://127.0.0.1:{self.environ['API_PORT']}"

    def get(self, path: str) -> tuple[int, bytes]:
        """GET *path*; return status and body."""
        try:
            with urllib.request.urlopen(f"{self.url}{path}", timeout=5) as response:
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
        return connect(address, proxy=None, open_timeout=5, close_timeout=1)

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
            command, capture_output=True, text=True, timeout=MAX_WAIT_SECONDS, check=False
        ).stdout

    def pid(self, program: str) -> int:
        """Return the process id of one program; of supervisord itself for ``supervisord``."""
        if program == "supervisord":
            return int(self.supervisorctl("pid"))
        return int(self.supervisorctl("pid", program))

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send *number* to the launcher; return its exit status.

        Raises:
            subprocess.TimeoutExpired: it takes longer than `STOP_SECONDS`.
        """
        self.launcher.send_signal(number)
        return self.launcher.wait(STOP_SECONDS)

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
    answer: dict[str, Any] = json.loads(socket.recv(timeout=5))
    return answer


def failed_start(environ: Mapping[str, str]) -> tuple[int, str]:
    """Start a stack that can't start; return the launcher's exit status and what it printed."""
    ended = subprocess.run(
        [sys.executable, "-m", "common.cli", "serve"],
        cwd=ROOT,
        env=dict(environ),
        capture_output=True,
        text=True,
        timeout=MAX_WAIT_SECONDS,
        check=False,
    )
    return ended.returncode, ended.stdout + ended.stderr
