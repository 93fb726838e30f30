"""Processes end with their launcher, even if it ended before they read its process id."""

import os
import signal
import subprocess
import sys

from common.cli.launch.processes import LAUNCHER
from tests.servers.waiting import WAIT_SECONDS

WRAPPER = (sys.executable, "-m", "common.cli.launch.parent_death_signal")


def run(launcher: int, *command: str) -> int:
    """Return the status of *command*, a child of this process whose launcher is *launcher*."""
    environ = {**os.environ, LAUNCHER: str(launcher)}
    return subprocess.run(command, env=environ, timeout=WAIT_SECONDS, check=False).returncode


def test_orphan_of_an_ended_launcher_ends() -> None:
    """A launcher can be killed while the Python of supervisord starts."""
    launcher = subprocess.Popen(["true"])
    launcher.wait(5)
    assert run(launcher.pid, *WRAPPER, "sleep", "60") == -signal.SIGTERM


def test_child_and_grandchild_of_the_launcher_run() -> None:
    """Supervisord is a child of the launcher, and its programs are grandchildren."""
    assert run(os.getpid(), *WRAPPER, "true") == 0
    grandchild = [
        sys.executable,
        "-c",
        f"import subprocess; subprocess.run({[*WRAPPER, 'true']}).check_returncode()",
    ]
    assert run(os.getpid(), *grandchild) == 0
