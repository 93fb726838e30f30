"""Killed programs are restarted, and a stack that can't continue leaves no process."""

import os
import signal

import pytest

from tests.e2e.running import RunningStack, processes_of
from tests.servers.waiting import START_SECONDS, WAIT_SECONDS, eventually


def kill(pid: int) -> None:
    """Send SIGKILL to *pid*."""
    os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("program", ["gunicorn", "mcp_daemon"])
def test_killed_program_is_restarted(stack: RunningStack, program: str) -> None:
    before = stack.pid(program)
    kill(before)
    stack.wait_for_another(program, before)
    eventually(stack.answers, "HTTP")
    eventually(stack.accepts_websockets, "a WebSocket")
    eventually(stack.is_healthy, "health ok")


def test_stack_with_a_killed_supervisord_ends() -> None:
    with RunningStack() as stack:
        kill(stack.pid("supervisord"))
        assert stack.launcher.wait(START_SECONDS) == 1
        assert processes_of(stack.data) == []


def test_stack_with_a_killed_launcher_ends_and_can_start_again() -> None:
    with RunningStack() as stack:
        stack.launcher.kill()
        stack.launcher.wait(WAIT_SECONDS)
        stack.start()
        assert stack.answers()


def test_stack_starts_after_all_its_processes_were_killed() -> None:
    """As in a power cut, sockets and process ids remain in DATA_DIR."""
    with RunningStack() as stack:
        stack.kill()
        assert (stack.data / "run" / "supervisor.sock").exists()
        stack.start()
        assert stack.accepts_websockets()
