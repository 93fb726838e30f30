"""Work on native threads, in a process whose threads are greenlets."""

import threading

import gevent
import pytest
from gevent import monkey

from rest import offload

WAIT_SECONDS = 5.0


@pytest.fixture(autouse=True)
def patched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Treat this process as a worker; events and threads stay native."""
    monkeypatch.setattr(monkey, "is_module_patched", lambda name: True)


def test_error_is_raised_to_the_caller_only(capfd: pytest.CaptureFixture[str]) -> None:
    """Gevent would write an error of its threads to standard error, which is the log."""
    with pytest.raises(ZeroDivisionError):
        offload.in_thread(divmod)(1, 0)
    assert capfd.readouterr().err == ""


def test_abandoned_work_occupies_its_thread_until_it_ends() -> None:
    """The number of threads bounds the pictures in memory."""
    gate, started = threading.Event(), []

    def work(number: int) -> int:
        started.append(number)
        gate.wait(WAIT_SECONDS)
        return number

    def attempt(number: int) -> int | None:
        with gevent.Timeout(0.05, False):
            return offload.in_thread(work)(number)
        return None

    gevent.joinall([gevent.spawn(attempt, number) for number in range(4)], timeout=WAIT_SECONDS)
    assert attempt(4) is None
    assert 4 not in started
    gate.set()
    assert offload.in_thread(work)(5) == 5
