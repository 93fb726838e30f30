"""Runs one server as a private child process that can't outlive the tests."""

import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from common.cli.launch.processes import die_with_parent

START_SECONDS = 30.0
STOP_SECONDS = 5.0


def free_port() -> int:
    """Return a port of the loopback interface that nothing listens on.

    It is below the ephemeral ports, one of which an outgoing connection could take before the
    server listens.
    """
    while True:
        port = random.randint(20_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class ServerProcess:
    """A running server, which ends with the tests at the latest."""

    def __init__(
        self,
        command: Sequence[str | Path],
        log: Path,
        answers: Callable[[], bool],
        user: int | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        """Start *command* as *user* and wait until *answers* returns True."""
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=log.parent,
                env=environ,
                user=user,
                group=user,
                extra_groups=None if user is None else [],
                preexec_fn=die_with_parent,
            )
        deadline = time.monotonic() + START_SECONDS
        while not answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"{command[0]} did not start:\n{log.read_text()[-2000:]}")
            time.sleep(0.05)

    def stop(self) -> None:
        """End the server with SIGTERM, or with SIGKILL if that is not enough."""
        self.process.terminate()
        self.resume()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End the server and its children with SIGKILL."""
        children = self._signal(signal.SIGKILL)
        self.process.wait(STOP_SECONDS)
        # Postgres does not start while a child of the killed server still has its shared memory.
        deadline = time.monotonic() + STOP_SECONDS
        while any(Path(f"/proc/{pid}").exists() for pid in children):
            if time.monotonic() > deadline:
                raise RuntimeError(f"children of {self.process.args!r} are still alive")
            time.sleep(0.005)

    def pause(self) -> None:
        """Pause the server and its children: their connections stay open and get no answers."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Continue a paused server."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> list[int]:
        """Send *number* to the server and its children; return the children's ids."""
        own = self.process.pid
        if self.process.poll() is not None:
            return []
        text = Path(f"/proc/{own}/task/{own}/children").read_text()
        children = [int(pid) for pid in text.split()]
        for pid in (own, *children):
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        return children
