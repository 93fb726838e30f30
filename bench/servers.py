"""Servers that a benchmark measures: on free ports, with the CPU time of all their processes."""

import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.servers.process import free_port

ROOT = Path(__file__).parents[1]
START_SECONDS = 60.0
SETTINGS = {
    "WORKERS": "1",
    # Counted, and never reached.
    "RATE_LIMIT_BURST": "1000000",
    "RATE_LIMIT_UNAUTHENTICATED": "1000000000",
}


@dataclass(frozen=True)
class Running:
    """A server whose process and all descendants are measured."""

    name: str
    process: "subprocess.Popen[bytes]"
    port: int
    websocket_port: int = 0

    def cpu_us(self) -> float:
        """Return the CPU time of its processes so far, in µs."""
        return sum(map(_cpu_us, _tree(self.process.pid)))

    def pss_mib(self) -> float:
        """Return the memory of its processes, what they share counted once, in MiB."""
        return sum(map(_pss_kib, _tree(self.process.pid))) / 1024


def _tree(root: int) -> list[int]:
    """Return the ids of *root* and its descendants."""
    pids = [root]
    for pid in pids:
        for listing in Path(f"/proc/{pid}/task").glob("*/children"):
            with suppress(OSError):
                pids += map(int, listing.read_text().split())
    return pids


def _cpu_us(pid: int) -> float:
    """Return the CPU time of all threads of *pid* (proc(5), schedstat)."""
    total = 0.0
    for file in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        with suppress(OSError):
            total += int(file.read_text().split()[0]) / 1000
    return total


def _pss_kib(pid: int) -> int:
    with suppress(OSError, IndexError):
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        return int(text.partition("\nPss:")[2].split()[0])
    return 0


@contextmanager
def running(
    name: str, command: Sequence[str], tree: Path = ROOT, *, ports: int = 1, **settings: str
) -> Iterator[Running]:
    """Run *command* in *tree* until the block ends.

    Args:
        name: its name in messages.
        command: {port} stands for the first port.
        tree: a checkout.
        ports: 1, or 2 for a stack, which has one for WebSockets.
        settings: further environment variables.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        port, websocket_port = free_port(), free_port()
        kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
        own = {"PYTHONPATH": str(tree), "DATA_DIR": str(Path(folder, "data"))}
        own |= {"API_PORT": str(port), "MCP_WS_PORT": str(websocket_port)}
        words = [word.replace("{port}", str(port)) for word in command]
        environ = {**kept, **own, **SETTINGS, **settings}
        with Path(folder, "output").open("wb") as output:
            process = subprocess.Popen(
                words, cwd=tree, env=environ, stdout=output, stderr=subprocess.STDOUT
            )
        try:
            started = Running(name, process, port, websocket_port)
            _await(started, (port, websocket_port)[:ports])
            yield started
        finally:
            pids = _tree(process.pid)
            process.terminate()
            process.wait(START_SECONDS)
            # A wrapper, such as that of Node, does not end what it has started.
            for pid in pids:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


def _await(server: Running, ports: Sequence[int]) -> None:
    """Wait until *server* listens on *ports*."""
    deadline = time.monotonic() + START_SECONDS
    for port in ports:
        while not _accepts(port):
            if server.process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"{server.name} does not start")
            time.sleep(0.05)


def _accepts(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
