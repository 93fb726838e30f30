"""What a launcher starts ends with it, also where it died before that looked for its parent."""

import os
import signal
import subprocess
import sys

from common.cli.launch.processes import LAUNCHER

LEASH = (sys.executable, "-m", "common.cli.launch.parent_death_signal")


def run(launcher: int, *command: str) -> int:
    """Run *command* under this process, which is told that *launcher* launched it."""
    environ = {**os.environ, LAUNCHER: str(launcher)}
    return subprocess.run(command, env=environ, timeout=5, check=False).returncode


def test_orphan_of_a_launcher_that_died_first_ends() -> None:
    """Seen with a launcher killed while supervisord's Python started: the stack ran on for ever."""
    died = subprocess.Popen(["true"])
    died.wait(5)
    assert run(died.pid, *LEASH, "sleep", "60") == -signal.SIGTERM


def test_child_and_grandchild_of_the_launcher_go_on() -> None:
    assert run(os.getpid(), *LEASH, "true") == 0
    within = [
        sys.executable,
        "-c",
        f"import subprocess; subprocess.run({[*LEASH, 'true']}).check_returncode()",
    ]
    assert run(os.getpid(), *within) == 0
