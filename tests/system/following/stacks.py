"""Starts and stops stacks as their commands in the documents say, each by its DATA_DIR."""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ANNOUNCEMENT = "Ctrl-C stops it."
SECONDS = 60.0


def start(
    folder: Path, command: Sequence[str | Path], cwd: Path, environ: Mapping[str, str]
) -> int:
    """Run *command* in the background until its stack answers; remember it in *folder*.

    Returns:
        0, also where that stack runs already; else the exit status, or 1 where it never answers.
    """
    data = cwd / (environ.get("DATA_DIR") or "data")
    if is_held(data):
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
    deadline = time.monotonic() + SECONDS
    while ANNOUNCEMENT not in log.read_text():
        if process.poll() is not None or time.monotonic() > deadline:
            sys.stderr.write(log.read_text())
            return process.returncode or 1
        time.sleep(0.05)
    return 0


def is_held(data: Path) -> bool:
    """Say whether a launcher holds *data*, as it does until everything of it has ended."""
    with contextlib.suppress(FileNotFoundError), (data / "run" / "lock").open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def stop(folder: Path, data: Path | None = None) -> None:
    """Stop the stack over *data*, or all that *folder* remembers, as Ctrl-C does."""
    for file in folder.glob("*.pid"):
        held = Path(file.read_text())
        if data not in (None, held):
            continue
        with contextlib.suppress(ProcessLookupError):
            os.killpg(int(file.stem), signal.SIGINT)
        file.unlink()
        deadline = time.monotonic() + SECONDS
        while is_held(held):
            assert time.monotonic() < deadline, f"the stack over {held} does not stop"
            time.sleep(0.05)
