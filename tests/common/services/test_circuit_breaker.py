"""When a server that has failed is tried again, and what is logged."""

import pytest

from common.services.circuit_breaker import CircuitBreaker
from tests.common.services.clock import SetClock


def test_log_says_when_a_server_fails_and_recovers(caplog: pytest.LogCaptureFixture) -> None:
    """Once each, with the first line of the error."""
    breaker = CircuitBreaker("Redis", SetClock())
    for error in (OSError("refused\nby the kernel"), OSError()):
        breaker.failed(error)
    for _ in range(2):
        breaker.succeeded()
    assert caplog.messages == ["Redis does not answer: refused", "Redis answers again"]


def test_error_without_text_is_logged_by_its_class(caplog: pytest.LogCaptureFixture) -> None:
    """A timeout of the standard library has no text."""
    CircuitBreaker("the store", SetClock()).failed(TimeoutError())
    assert caplog.messages == ["the store does not answer: TimeoutError"]


def pauses(breaker: CircuitBreaker, clock: SetClock, count: int) -> list[float]:
    """Return the next *count* pauses, in steps of a quarter of a second."""
    durations = []
    for _ in range(count):
        begun = clock.seconds
        while not breaker.admits():
            clock.move(0.25)
        durations.append(clock.seconds - begun)
        breaker.failed(OSError())
    return durations


def test_pauses_grow_while_it_fails(clock: SetClock) -> None:
    """A short stall of a busy machine costs little, and a long outage few waits."""
    breaker = CircuitBreaker("Redis", clock, 5.0, 0.25)
    breaker.failed(OSError())
    assert pauses(breaker, clock, 7) == [0.25, 0.5, 1.0, 2.0, 4.0, 5.0, 5.0]


def test_lasting_failure_begins_with_the_longest_pause(clock: SetClock) -> None:
    """For example a Redis that is full."""
    breaker = CircuitBreaker("Redis", clock, 5.0, 0.25)
    breaker.failed(OSError(), lasting=True)
    assert pauses(breaker, clock, 2) == [5.0, 5.0]


def test_simultaneous_failures_are_one_failure(clock: SetClock) -> None:
    """32 requests wait for the same server."""
    breaker = CircuitBreaker("Redis", clock, 5.0, 0.25)
    for _ in range(32):
        breaker.failed(OSError())
    assert pauses(breaker, clock, 2) == [0.25, 0.5]


def test_answer_closes_the_breaker(clock: SetClock) -> None:
    """The pauses begin again from the first."""
    breaker = CircuitBreaker("Redis", clock, 5.0, 0.25)
    breaker.failed(OSError())
    pauses(breaker, clock, 4)
    breaker.succeeded()
    assert breaker.admits()
    breaker.failed(OSError())
    assert pauses(breaker, clock, 1) == [0.25]


def test_one_call_is_admitted_after_a_pause(clock: SetClock) -> None:
    """The others would wait for the server too."""
    breaker = CircuitBreaker("Redis", clock, 5.0)
    breaker.failed(OSError())
    clock.move(5.0)
    assert [breaker.admits() for _ in range(3)] == [True, False, False]
