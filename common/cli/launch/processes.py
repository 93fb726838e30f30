"""Parents and children as Linux knows them: no process outlives the stack it belongs to.

Elsewhere than on Linux these are no-ops; an orderly stop needs none of them.
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
PR_SET_CHILD_SUBREAPER = 36


def _prctl(option: int, argument: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(option, argument, 0, 0, 0)


# Says to what a launcher starts which process that launcher is.
LAUNCHER = "BARCODE_API_LAUNCHER"


def die_with_parent() -> None:
    """Have SIGTERM sent to this process when its parent dies; this outlasts an exec."""
    parent = os.getppid()
    _prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died in between, unseen
        os.kill(os.getpid(), signal.SIGTERM)


def die_with_launcher(launcher: int) -> None:
    """Do as `die_with_parent` does, in a child or grandchild of the process *launcher*.

    A parent may have died before this process came to ask who that is: then somebody else has
    adopted it, and its line no longer leads to the launcher, which would end it.
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


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent dies."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def children() -> list[int]:
    """Return the ids of this process's children, adopted ones too; empty where unknown."""
    found: list[int] = []
    for listing in Path("/proc/self/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += map(int, listing.read_text().split())
    return found


def reap() -> dict[int, int]:
    """Collect the children that have ended, so that none stays a zombie; id → wait status."""
    ended: dict[int, int] = {}
    with contextlib.suppress(ChildProcessError):
        while (found := os.waitpid(-1, os.WNOHANG))[0]:
            ended[found[0]] = found[1]
    return ended


def end_children(patience_seconds: float) -> None:
    """Send SIGTERM to all children, SIGKILL to what is left after *patience_seconds*.

    Where descendants are adopted, those of a child that ended are children by then.
    """
    deadline = time.monotonic() + patience_seconds
    asked: set[int] = set()
    reap()
    while left := set(children()):
        _signal(left - asked, signal.SIGTERM)
        asked |= left
        if time.monotonic() > deadline:
            _signal(left, signal.SIGKILL)
        time.sleep(0.02)
        reap()


def _signal(pids: set[int], number: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def accepts(path: Path) -> bool:
    """Say whether a process accepts connections on the Unix socket *path*."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True
