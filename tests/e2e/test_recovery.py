"""Killed programs are restarted, and a stack that can't continue leaves no process."""

import os
import signal
from collections.abc import Iterator

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


@pytest.fixture(scope="module")
def mortal_stack() -> Iterator[RunningStack]:
    with RunningStack() as running:
        yield running


@pytest.fixture
def own_stack(mortal_stack: RunningStack) -> RunningStack:
    """Run a stack that a test may end."""
    if mortal_stack.launcher.poll() is not None:
        mortal_stack.start()
    return mortal_stack


def test_stack_with_a_killed_launcher_ends_and_can_start_again(own_stack: RunningStack) -> None:
    own_stack.launcher.kill()
    own_stack.launcher.wait(WAIT_SECONDS)
    own_stack.start()
    assert own_stack.answers()


def test_stack_starts_after_all_its_processes_were_killed(own_stack: RunningStack) -> None:
    """As in a power cut, sockets and process ids remain in DATA_DIR."""
    own_stack.kill()
    assert (own_stack.data / "run" / "supervisor.sock").exists()
    own_stack.start()
    assert own_stack.accepts_websockets()


def test_stack_with_a_killed_supervisord_ends(own_stack: RunningStack) -> None:
    kill(own_stack.pid("supervisord"))
    assert own_stack.launcher.wait(START_SECONDS) == 1
    assert processes_of(own_stack.data) == []
