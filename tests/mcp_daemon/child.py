"""A process that speaks MCP over its standard streams, as assistants start it."""

import json
import os
import select
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.mcp_daemon.running import ROOT
from tests.servers.waiting import START_SECONDS


class Child:
    """A process that speaks MCP over its standard streams."""

    def __init__(self, arguments: list[str], folder: Path, **variables: str) -> None:
        environ = {name: value for name, value in os.environ.items() if name != "DATA_DIR"}
        with (folder / "stderr").open("wb") as errors:
            self.process = subprocess.Popen(
                arguments,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd=folder,
                env=environ | {"PYTHONPATH": str(ROOT)} | variables,
            )
        self._received = b""

    def send(self, *lines: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("".join(f"{line}\n" for line in lines).encode())
        self.process.stdin.flush()

    def receive(self) -> Any:
        """Return the next message; fail if none comes, or the process ends."""
        assert self.process.stdout is not None
        while b"\n" not in self._received:
            # The process may still be starting.
            ready, _, _ = select.select([self.process.stdout], [], [], START_SECONDS)
            assert ready, f"no message within {START_SECONDS} s"
            # Not of the file object, whose buffer `select` does not see.
            read = os.read(self.process.stdout.fileno(), 65_536)
            assert read, "the process has ended"
            self._received += read
        line, _, self._received = self._received.partition(b"\n")
        return json.loads(line)

    def end_input(self) -> list[Any]:
        """Close the input and return every message until the process ends."""
        output, _ = self.process.communicate(timeout=START_SECONDS)
        return [json.loads(line) for line in (self._received + output).splitlines()]


def start_bridge(url: str, folder: Path, **variables: str) -> Child:
    """Start a bridge to the server at *url*."""
    return Child([sys.executable, "-m", "mcp_daemon.bridge", url], folder, **variables)
