"""Runs one server as a private child process that can't outlive the tests."""

import os
import random
import signal
import socket
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from common.cli.launch.processes import die_with_parent
from tests.servers.waiting import WAIT_SECONDS, wait_for_change, wait_for_end


def free_port() -> int:
    """Return a port of the loopback interface that nothing listens on.

    It is below the ephemeral ports, one of which an outgoing connection could take before the
    server listens.
    """
    # Not from the generator that hypothesis seeds alike in each test process.
    numbers = random.SystemRandom()
    while True:
        port = numbers.randint(20_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def let_others_enter(folder: Path) -> None:
    """Let a server that gives up root's rights read *folder*, a temporary one."""
    top = Path(tempfile.gettempdir()).resolve()
    for path in (folder, *folder.resolve().parents):
        if path == top:
            break
        path.chmod(0o755)


class ServerProcess:
    """A running server, which ends with the tests at the latest."""

    def __init__(
        self,
        command: Sequence[str | Path],
        log: Path,
        ready: str | Path,
        user: int | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        """Start *command* as *user* and wait until it is ready.

        Args:
            command: the program and its arguments.
            log: where its output is appended.
            ready: what it writes when it accepts connections; or the file that it creates then, in
                a folder that exists.
            user: the id of the user that runs it; None for this one.
            environ: its environment; None for that of this process.
        """
        self._log = log
        self._start = log.stat().st_size if log.exists() else 0
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
        if isinstance(ready, str):
            self.wait_for_output(ready)
        elif not wait_for_change(ready.parent, ready.exists, self.process):
            self._fail(f"has not created {ready}")

    def output(self) -> str:
        """Return what it has written since its start."""
        with self._log.open("rb") as log:
            log.seek(self._start)
            return log.read().decode(errors="replace")

    def wait_for_output(self, text: str, times: int = 1) -> None:
        """Wait until it has written *text* so many *times* since its start."""
        if not wait_for_change(self._log, lambda: self.output().count(text) >= times, self.process):
            self._fail(f"has not written {text!r}")

    def _fail(self, what: str) -> None:
        self.stop()
        raise RuntimeError(f"{self.process.args!r} {what}:\n{self.output()[-2000:]}")

    def stop(self) -> None:
        """End the server with SIGTERM, or with SIGKILL if that is not enough."""
        self.process.terminate()
        self.resume()
        try:
            self.process.wait(WAIT_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End the server and its children with SIGKILL."""
        children = self._signal(signal.SIGKILL)
        self.process.wait(WAIT_SECONDS)
        # Postgres does not start while a child of the killed server still has its shared memory.
        wait_for_end(children)

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
