"""What is killed comes back by itself, and what can't come back leaves nothing (issue A)."""

import os
import signal

import pytest

from tests.e2e.running import RunningStack, eventually, processes_of


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("program", ["gunicorn", "mcp_daemon"])
def test_killed_program_is_back(stack: RunningStack, program: str) -> None:
    before = stack.pid(program)
    kill(before)
    eventually(lambda: stack.pid(program) not in (0, before), f"another {program}")
    eventually(stack.answers, "HTTP")
    eventually(stack.takes_websockets, "a WebSocket")
    eventually(stack.is_well, "good health")


def test_stack_with_a_killed_supervisord_ends_whole() -> None:
    with RunningStack() as stack:
        kill(stack.pid("supervisord"))
        eventually(lambda: stack.launcher.poll() is not None, "the launcher's end")
        assert stack.launcher.returncode == 1
        assert processes_of(stack.data) == []


def test_stack_with_a_killed_launcher_ends_and_can_start_again() -> None:
    with RunningStack() as stack:
        stack.launcher.kill()
        stack.launcher.wait(5)
        stack.start()
        assert stack.answers()


def test_stack_starts_over_the_leavings_of_a_killed_one() -> None:
    """All of its processes die at once, as in a power cut: sockets and ids of the dead stay."""
    with RunningStack() as stack:
        for pid in (stack.launcher.pid, *processes_of(stack.data)):
            kill(pid)
        stack.launcher.wait(5)
        eventually(lambda: processes_of(stack.data) == [], "the end of all")
        assert (stack.data / "run" / "supervisor.sock").exists()
        stack.start()
        assert stack.takes_websockets()
