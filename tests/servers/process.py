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

    It lies below those that the system gives to connections going out: one of these could take
    the port before the server does.
    """
    while True:
        port = random.randint(20_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class ServerProcess:
    """A running server; stop it, or let the end of the tests do so."""

    def __init__(
        self,
        command: Sequence[str | Path],
        log: Path,
        answers: Callable[[], bool],
        user: int | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        """Start *command* as *user* and wait until *answers* says that it serves."""
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
        """Ask the server to end, and end it where it doesn't."""
        self.process.terminate()
        self.resume()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End the server and its children as a crash would."""
        children = self._signal(signal.SIGKILL)
        self.process.wait(STOP_SECONDS)
        # Postgres does not start while a child of its last life still holds its memory.
        deadline = time.monotonic() + STOP_SECONDS
        while any(Path(f"/proc/{pid}").exists() for pid in children):
            if time.monotonic() > deadline:
                raise RuntimeError(f"children of {self.process.args!r} live on")
            time.sleep(0.005)

    def pause(self) -> None:
        """Stop the server and its children: they keep their connections and answer nothing."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a paused server go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> list[int]:
        """Send *number* to the server and its children; return these."""
        own = self.process.pid
        if self.process.poll() is not None:
            return []
        told = Path(f"/proc/{own}/task/{own}/children").read_text()
        children = [int(pid) for pid in told.split()]
        for pid in (own, *children):
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        return children
