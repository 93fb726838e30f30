"""When somebody may ask again what has failed, and what the log tells of it."""

import pytest

from common.services.circuit_breaker import CircuitBreaker
from tests.common.services.clock import SetClock


def test_log_tells_when_a_server_goes_and_comes(caplog: pytest.LogCaptureFixture) -> None:
    breaker = CircuitBreaker("Redis", SetClock())
    for error in (OSError("refused\nby the kernel"), OSError()):
        breaker.failed(error)
    for _ in range(2):
        breaker.succeeded()
    assert caplog.messages == ["Redis does not answer: refused", "Redis answers again"]


def test_error_without_words_is_named(caplog: pytest.LogCaptureFixture) -> None:
    CircuitBreaker("the store", SetClock()).failed(TimeoutError())
    assert caplog.messages == ["the store does not answer: TimeoutError"]


def pauses(breaker: CircuitBreaker, clock: SetClock, count: int) -> list[float]:
    """Return how long nobody was let through, in quarters of a second, each time."""
    found = []
    for _ in range(count):
        begun = clock.seconds
        while not breaker.admits():
            clock.move(0.25)
        found.append(clock.seconds - begun)
        breaker.failed(OSError())
    return found


def test_pauses_grow_while_it_fails(clock: SetClock) -> None:
    """A short stall of a busy machine costs little, a long outage few waits."""
    breaker = CircuitBreaker("Redis", clock, 5.0, 0.25)
    breaker.failed(OSError())
    assert pauses(breaker, clock, 7) == [0.25, 0.5, 1.0, 2.0, 4.0, 5.0, 5.0]


def test_what_lasts_is_left_alone_for_long_at_once(clock: SetClock) -> None:
    breaker = CircuitBreaker("Redis", clock, 5.0, 0.25)
    breaker.failed(OSError(), lasting=True)
    assert pauses(breaker, clock, 2) == [5.0, 5.0]


def test_many_that_fail_together_are_one_failure(clock: SetClock) -> None:
    breaker = CircuitBreaker("Redis", clock, 5.0, 0.25)
    for _ in range(32):
        breaker.failed(OSError())
    assert pauses(breaker, clock, 2) == [0.25, 0.5]


def test_an_answer_ends_it(clock: SetClock) -> None:
    breaker = CircuitBreaker("Redis", clock, 5.0, 0.25)
    breaker.failed(OSError())
    pauses(breaker, clock, 4)
    breaker.succeeded()
    assert breaker.admits()
    breaker.failed(OSError())
    assert pauses(breaker, clock, 1) == [0.25]


def test_one_caller_at_a_time_is_let_through(clock: SetClock) -> None:
    breaker = CircuitBreaker("Redis", clock, 5.0)
    breaker.failed(OSError())
    clock.move(5.0)
    assert [breaker.admits() for _ in range(3)] == [True, False, False]
