"""How the shared limiter knows Redis' clock, and that a request taken up late is asked again.

Seen with 32 clients on two busy cores: one answer read late made every deadline of a worker early,
so that requests fell to the machine's own count and far more than the quota were admitted.
"""

from collections.abc import Callable
from typing import Any, cast

import pytest

from common.services.clock import SystemClock
from common.services.limits.backend import Admission
from common.services.limits.redis import LATE, RedisLimiter, TooLate, nearer
from common.services.redis_server import RedisServer

ADMISSION = Admission("ip:203.0.113.9", "http", "code128", 1, 100, 50)


class Answering:
    """Answers each admission with the next of *found*."""

    def __init__(self, *found: int) -> None:
        self.left = list(found)

    def script(self, source: str, *, always: bool) -> Callable[[list[str], list[Any]], list[int]]:
        return lambda keys, arguments: [self.left.pop(0), 7, 0, 1_790_078_400_000_000]


def admit(server: Answering) -> int:
    return RedisLimiter(cast("RedisServer", server), SystemClock()).admit(ADMISSION).used


def test_a_request_taken_up_late_is_asked_once_more() -> None:
    """Redis did answer, so that nothing is gone and the machine must not count by itself."""
    server = Answering(LATE, 0)
    assert admit(server) == 7
    assert server.left == []


def test_a_request_taken_up_late_twice_is_given_up() -> None:
    """A caller waits for two answers at most."""
    with pytest.raises(TooLate):
        admit(Answering(LATE, LATE, 0))


@pytest.mark.parametrize(
    ("known", "least", "most", "expected"),
    [
        (None, -90, 5, 5),  # the first answer, read late by a busy worker
        (-90, -2, 6, -2),  # a quick one tells more
        (-2, -80, 9, -2),  # a late one tells nothing new
        (-2, 40, 60, 40),  # a clock was set: either way the bounds win
        (40, -90, -30, -30),
    ],
)
def test_the_nearest_bound_is_kept(known: int | None, least: int, most: int, expected: int) -> None:
    """Cristian's algorithm (1989): the truth is between sending and reading an answer."""
    assert nearer(known, least=least, most=most) == expected
