"""Names for processes of this machine that are unique over time.

The kernel reuses process ids. In a container they even start again at 1, so that a file that names
process 12 may mean one that ended long ago.
"""

import os
from pathlib import Path

# proc_pid_stat(5), counted from the third field, which follows the program's name in brackets.
STATE, START_TIME = 0, 19
_PROC = Path("/proc")
# Zombie and dead.
ENDED = ("Z", "X")


def name_of(pid: int) -> str:
    """Return a name that only process *pid* ever has; empty if it has ended.

    A process that was killed has ended even if its parent has not waited for it yet. Without procfs
    this process is the only one that is known: a service, which has several, needs Linux.
    """
    if not _PROC.exists():
        return f"{pid}:" if pid == os.getpid() else ""
    try:
        # After the last bracket: the program's name may contain brackets and spaces.
        fields = (
            Path(_PROC, str(pid), "stat").read_text(errors="replace").rpartition(")")[2].split()
        )
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return "" if fields[STATE] in ENDED else f"{pid}:{fields[START_TIME]}"


def is_alive(name: str) -> bool:
    """Return True if the process called *name* has not ended."""
    return name == name_of(pid_of(name))


def pid_of(name: str) -> int:
    """Return the process id in *name*."""
    return int(name.partition(":")[0])


def own_name() -> str:
    """Return the name of this process."""
    return name_of(os.getpid())
