"""Starts and stops stacks with commands of the documents; DATA_DIR identifies each."""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from common.cli.launch.ready_message import LAST_LINE
from tests.servers.waiting import eventually, wait_for_change


def start(
    folder: Path, command: Sequence[str | Path], cwd: Path, environ: Mapping[str, str]
) -> int:
    """Run *command* in the background, wait until its stack answers, and note it in *folder*.

    Returns:
        0, also if that stack runs already; else the exit status, or 1 if it does not answer.
    """
    data = cwd / (environ.get("DATA_DIR") or "data")
    if is_locked(data):
        return 0
    folder.mkdir(exist_ok=True)
    log = folder / f"{len(list(folder.iterdir()))}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    (folder / f"{process.pid}.pid").write_text(str(data))
    if wait_for_change(log, lambda: LAST_LINE in log.read_text(), process):
        return 0
    sys.stderr.write(log.read_text())
    return process.returncode or 1


def is_locked(data: Path) -> bool:
    """Return True if a launcher locks *data*, which it does until its last process has ended."""
    with contextlib.suppress(FileNotFoundError), (data / "run" / "lock").open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def stop(folder: Path, data: Path | None = None) -> None:
    """Stop the stack in *data*, or all stacks in *folder*, as Ctrl-C does."""
    for file in folder.glob("*.pid"):
        locked = Path(file.read_text())
        if data not in (None, locked):
            continue
        with contextlib.suppress(ProcessLookupError):
            os.killpg(int(file.stem), signal.SIGINT)
        file.unlink()
        # A blocking lock has no bound, and a launcher that was restarted is another process.
        eventually(lambda: not is_locked(locked), f"the end of the stack in {locked}")  # noqa: B023
