"""Work on threads of its own, in a process whose threads are greenlets."""

import threading

import gevent
import pytest
from gevent import monkey

from rest import offload

WAIT_SECONDS = 5.0


@pytest.fixture(autouse=True)
def patched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the test's process count as a worker; events and threads stay native."""
    monkeypatch.setattr(monkey, "is_module_patched", lambda name: True)


def test_what_is_raised_is_told_to_the_caller_alone(capfd: pytest.CaptureFixture[str]) -> None:
    """What its threads raise gevent writes to standard error, which is the log."""
    with pytest.raises(ZeroDivisionError):
        offload.in_thread(divmod)(1, 0)
    assert capfd.readouterr().err == ""


def test_work_that_nobody_waits_for_keeps_its_place_until_it_ends() -> None:
    """A place stands for a picture in memory."""
    gate, begun = threading.Event(), []

    def work(number: int) -> int:
        begun.append(number)
        gate.wait(WAIT_SECONDS)
        return number

    def ask(number: int) -> int | None:
        with gevent.Timeout(0.05, False):
            return offload.in_thread(work)(number)
        return None

    gevent.joinall([gevent.spawn(ask, number) for number in range(4)], timeout=WAIT_SECONDS)
    assert ask(4) is None
    assert 4 not in begun
    gate.set()
    assert offload.in_thread(work)(5) == 5
