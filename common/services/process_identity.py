"""This machine's processes by name: a number alone is given to another process in time.

In a container numbers come again with every start, so that what a file says of process 12 may be
about one that is long dead.
"""

import os
from pathlib import Path

# proc_pid_stat(5), counted from the third field, which follows the program's name in brackets.
STATE, START_TIME = 0, 19
ENDED = ("Z", "X")


def name_of(pid: int) -> str:
    """Return a name that process *pid* has and no other ever had; empty where it has ended.

    One that was killed has ended, though its parent may not have looked after it yet.
    """
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return "" if fields[STATE] in ENDED else f"{pid}:{fields[START_TIME]}"


def lives(name: str) -> bool:
    """Say whether the process of that *name* lives."""
    return name == name_of(pid_of(name))


def pid_of(name: str) -> int:
    """Return the number of the process of that *name*."""
    return int(name.partition(":")[0])


def own_name() -> str:
    """Return the name of this process."""
    return name_of(os.getpid())
