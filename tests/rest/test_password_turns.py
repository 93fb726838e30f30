"""Passwords are checked one after another, in a process whose threads are greenlets."""

import gevent
import pytest
from gevent import monkey
from gevent.event import Event

from rest import password_turns
from rest.errors import ProblemError

WAIT_SECONDS = 30.0


@pytest.fixture(autouse=True)
def patched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Treat this process as a worker."""
    monkeypatch.setattr(monkey, "is_module_patched", lambda name: True)


def test_one_request_at_a_time_in_their_order() -> None:
    """Also after one that was given up while it waited."""
    gate, order = Event(), []

    def check(number: int) -> None:
        with password_turns.turn():
            order.append(number)
            gate.wait(WAIT_SECONDS)

    requests = [gevent.spawn(check, number) for number in range(4)]
    gevent.idle()
    assert order == [0]
    requests[2].kill()
    gate.set()
    gevent.joinall(requests, timeout=WAIT_SECONDS)
    assert order == [0, 1, 3]


def test_too_many_requests_that_wait_are_refused_until_one_has_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """docs/errors.md: 503 with Retry-After."""
    monkeypatch.setattr(password_turns, "_MAX_WAITING", 2)
    gate = Event()

    def check(number: int) -> int:
        with password_turns.turn():
            gate.wait(WAIT_SECONDS)
            return number

    requests = [gevent.spawn(check, number) for number in range(2)]
    gevent.idle()
    with pytest.raises(ProblemError) as refused:
        check(2)
    problem = refused.value
    assert (problem.status_code, problem.problem_code) == (503, "service.busy")
    assert isinstance(problem.headers, dict)
    assert "Retry-After" in problem.headers
    gate.set()
    gevent.joinall(requests, timeout=WAIT_SECONDS)
    assert [each.value for each in requests] == [0, 1]
    assert check(3) == 3
