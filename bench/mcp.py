"""Measures MCP: CPU per call over a WebSocket.

    python -m bench.mcp

Starts a daemon, and sends it calls over one connection, sixteen at a time. CPU is the time that the
kernel's scheduler counted for the daemon's threads, which other load changes little.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from websockets.sync.client import ClientConnection, connect

from tests.servers.process import free_port

ROOT = Path(__file__).parents[1]
CALLS = 3_000
CONCURRENT_CALLS = 16
WAIT_SECONDS = 30.0
HELLO = {
    "protocolVersion": "2025-11-25",
    "capabilities": {},
    "clientInfo": {"name": "bench", "version": "1"},
}


def request(identity: int, method: str, **params: object) -> str:
    """Return a request as JSON."""
    return json.dumps({"jsonrpc": "2.0", "id": identity, "method": method, "params": params})


def drawing(identity: int) -> str:
    """Return a request that draws a barcode."""
    arguments = {
        "data": str(123456789 + identity),
        "format": "code128",
        "width": 300,
        "height": 100,
    }
    return request(identity, "tools/call", name="barcode_generator", arguments=arguments)


def cpu_ms(pid: int) -> float:
    """Return the CPU time of all threads of *pid*, in ms (proc(5), schedstat)."""
    files = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(file.read_text().split()[0]) for file in files) / 1e6


class Daemon:
    """The product's MCP daemon, with limits that no measurement reaches."""

    def __init__(self, data_dir: str) -> None:
        self.port = free_port()
        environ = os.environ | {
            "DATA_DIR": data_dir,
            "MCP_WS_PORT": str(self.port),
            "RATE_LIMIT_BURST": "1000000",
            "RATE_LIMIT_UNAUTHENTICATED": "100000000",
            "LOG_LEVEL": "ERROR",
        }
        self.process = subprocess.Popen([sys.executable, "-m", "mcp_daemon"], env=environ, cwd=ROOT)
        deadline = time.monotonic() + WAIT_SECONDS
        while socket.socket().connect_ex(("127.0.0.1", self.port)):
            if time.monotonic() > deadline:
                raise SystemExit("the daemon did not start")
            time.sleep(0.05)

    @property
    def url(self) -> str:
        """Return its WebSocket URL."""
        return f"ws://127.0.0.1:{self.port}/api/v1/mcp/ws/bench"


def measure_calls(daemon: Daemon) -> None:
    """Print the cost of a call."""
    with connect(daemon.url, proxy=None, compression=None) as client:
        client.send(request(0, "initialize", **HELLO))
        client.recv()
        send_all(client, drawing, 300)
        kinds: dict[str, Callable[[int], str]] = {
            "tools/call, Code 128 drawn, limits on": drawing,
            "tools/list": lambda identity: request(identity, "tools/list"),
            "ping": lambda identity: request(identity, "ping"),
        }
        for name, make in kinds.items():
            before, start = cpu_ms(daemon.process.pid), time.perf_counter()
            send_all(client, make, CALLS)
            cost = (cpu_ms(daemon.process.pid) - before) / CALLS
            rate = CALLS / (time.perf_counter() - start)
            print(f"{name:40} {cost:7.3f} ms CPU per call   {rate:7.0f} per second")


def send_all(client: ClientConnection, make: Callable[[int], str], count: int) -> None:
    """Send *count* requests, sixteen at a time, and check every answer."""
    for identity in range(1, count + 1):
        if identity > CONCURRENT_CALLS:
            check(client.recv())
        client.send(make(identity))
    for _ in range(min(CONCURRENT_CALLS, count)):
        check(client.recv())


def check(answer: str | bytes) -> None:
    """Exit if *answer* is an error."""
    message = json.loads(answer)
    if "error" in message or message["result"].get("isError"):
        raise SystemExit(f"a call failed: {message}")


def main() -> None:
    """Print every measurement."""
    with tempfile.TemporaryDirectory() as data_dir:
        daemon = Daemon(data_dir)
        try:
            measure_calls(daemon)
        finally:
            daemon.process.terminate()
            daemon.process.wait(WAIT_SECONDS)


if __name__ == "__main__":
    main()
