"""Linux process relations, by which no process outlives its stack.

On other systems these functions do nothing; an orderly stop does not need them.
"""

import contextlib
import ctypes
import os
import signal
import socket
import sys
import time
from pathlib import Path

# <linux/prctl.h>
PR_SET_PDEATHSIG = 1
PR_SET_NAME = 15
PR_SET_CHILD_SUBREAPER = 36


def _prctl(option: int, argument: int | bytes) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(option, argument, 0, 0, 0)


# Environment variable with the process id of the launcher.
LAUNCHER = "BARCODE_API_LAUNCHER"


def die_with_parent() -> None:
    """Have the kernel send SIGTERM to this process when its parent ends; exec keeps this."""
    parent = os.getppid()
    _prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # the parent ended before prctl
        os.kill(os.getpid(), signal.SIGTERM)


def die_with_launcher(launcher: int) -> None:
    """Do the same as `die_with_parent`, in a child or grandchild of the process *launcher*.

    The parent may have ended before this process read its id. Another process has then adopted this
    one, and *launcher* is no longer among its ancestors: this process ends itself.
    """
    die_with_parent()
    parent = os.getppid()
    if sys.platform == "linux" and launcher not in (parent, _parent_of(parent)):
        os.kill(os.getpid(), signal.SIGTERM)


def _parent_of(pid: int) -> int | None:
    try:
        # proc_pid_stat(5): the fourth field; the second is the program's name in brackets.
        return int(
            Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[1]
        )
    except OSError:
        return None


def set_name(name: str) -> None:
    """Set the name of this process, of which the kernel keeps 15 characters (prctl(2))."""
    _prctl(PR_SET_NAME, name.encode())


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent dies."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def children() -> list[int]:
    """Return the ids of this process's children, also adopted ones; empty on other systems."""
    pids: list[int] = []
    for listing in Path("/proc/self/task").glob("*/children"):
        with contextlib.suppress(OSError):
            pids += map(int, listing.read_text().split())
    return pids


def reap() -> dict[int, int]:
    """Reap the children that have ended, and return their wait statuses by process id."""
    ended: dict[int, int] = {}
    with contextlib.suppress(ChildProcessError):
        while (waited := os.waitpid(-1, os.WNOHANG))[0]:
            ended[waited[0]] = waited[1]
    return ended


def end_children(timeout_seconds: float) -> None:
    """Send SIGTERM to all children, and SIGKILL to those left after *timeout_seconds*.

    After `adopt_orphans`, descendants of a child that ended become children and are ended too.
    """
    deadline = time.monotonic() + timeout_seconds
    signalled: set[int] = set()
    reap()
    # Read again each time: a child that ends leaves its own children to this process.
    while left := set(children()):
        _signal(left - signalled, signal.SIGTERM)
        signalled |= left
        if time.monotonic() > deadline:
            _signal(left, signal.SIGKILL)
        time.sleep(0.02)
        reap()


def _signal(pids: set[int], number: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def accepts(path: Path) -> bool:
    """Return True if a process accepts connections on the Unix socket *path*."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True
