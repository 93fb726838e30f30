"""A process that speaks MCP over its standard streams, as assistants start it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.mcp_daemon.running import ROOT, WAIT_SECONDS


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

    def send(self, *lines: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("".join(f"{line}\n" for line in lines).encode())
        self.process.stdin.flush()

    def receive(self) -> Any:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def end_input(self) -> list[Any]:
        """Close the input and return every message until the process ends."""
        output, _ = self.process.communicate(timeout=2 * WAIT_SECONDS)
        return [json.loads(line) for line in output.splitlines()]


def start_bridge(url: str, folder: Path, **variables: str) -> Child:
    """Start a bridge to the server at *url*."""
    return Child([sys.executable, "-m", "mcp_daemon.bridge", url], folder, **variables)
