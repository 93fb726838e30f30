"""Bounded waits for other processes, without polling if the kernel reports an event.

Redis, Postgres, nginx and Gunicorn report readiness in their logs: the kernel reports each write to
a file (inotify(7)), and the end of any process (pidfd_open(2)).
"""

import os
import select
import subprocess
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from asyncinotify import Inotify, Mask

# For an answer of a server that runs. A process has to start, on a machine that may be busy.
WAIT_SECONDS = 60.0
START_SECONDS = 60.0
_POLL_SECONDS = 0.05
_CHANGES = Mask.MODIFY | Mask.CREATE | Mask.MOVED_TO


def wait_for_change(
    path: Path,
    holds: Callable[[], bool],
    process: "subprocess.Popen[Any]",
    seconds: float = START_SECONDS,
) -> bool:
    """Wait until *holds* returns True; call it after each change in *path*, a file or a folder.

    Returns:
        False if *process* has ended or the time is over, and *holds* still returns False.
    """
    deadline = time.monotonic() + seconds
    with Inotify(sync_timeout=0) as changes, ExitStack() as stack:
        changes.add_watch(path, _CHANGES)
        poller = select.poll()
        poller.register(changes.fd, select.POLLIN)
        # A process that was reaped has no descriptor.
        with suppress(ProcessLookupError):
            poller.register(_opened(stack, process.pid), select.POLLIN)
        # In this order: a change before the watch is seen here, a later one by the watch.
        while not holds():
            if process.poll() is not None or not poller.poll(_milliseconds_until(deadline)):
                return holds()
            while changes.sync_get() is not None:
                pass
    return True


def wait_for_end(pids: Iterable[int], seconds: float = WAIT_SECONDS) -> None:
    """Wait until all of *pids* have ended, which need not be children of this process."""
    deadline = time.monotonic() + seconds
    with ExitStack() as stack:
        for pid in pids:
            with suppress(ProcessLookupError):
                poller = select.poll()
                poller.register(_opened(stack, pid), select.POLLIN)
                assert poller.poll(_milliseconds_until(deadline)), f"process {pid} has not ended"


def eventually(holds: Callable[[], object], what: str, seconds: float = START_SECONDS) -> None:
    """Wait until *holds* returns True; fail with the name *what* if it does not.

    Only for the state of another process that gives no event: the health or the counts that a
    running server reports, its open descriptors, the programs of supervisord.
    """
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
        # Such a server only answers questions, so the question has to be repeated.
        time.sleep(_POLL_SECONDS)


def _opened(stack: ExitStack, pid: int) -> int:
    descriptor = os.pidfd_open(pid)
    stack.callback(os.close, descriptor)
    return descriptor


def _milliseconds_until(deadline: float) -> float:
    return max(0.0, 1000 * (deadline - time.monotonic()))
