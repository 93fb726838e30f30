"""The deadlines of the Redis limiter: the estimate of Redis' clock, and the second attempt.

With 32 clients on two busy cores, one answer that was read late made every deadline of a worker too
early: the machine counted by itself, and far more than the quota was admitted.
"""

from collections.abc import Callable
from typing import Any, cast

import pytest

from common.services.clock import SystemClock
from common.services.limits.limiter import Admission
from common.services.limits.redis import LATE, RedisLimiter, TooLate, bounded_offset
from common.services.redis_server import RedisServer

ADMISSION = Admission("ip:203.0.113.9", "http", "code128", 1, 100, 50)


class FakeServer:
    """Answers each admission with the next of *codes*."""

    def __init__(self, *codes: int) -> None:
        self.left = list(codes)

    def script(self, source: str, **_: bool) -> None:
        pass

    def scripts(self, source: str) -> Callable[[list[Any]], list[list[int]]]:
        return lambda calls: [self._answer() for _ in calls]

    def _answer(self) -> list[int]:
        code = self.left.pop(0)
        return [code, 1_790_078_400_000_000, *(() if code == LATE else (0, 7, 0))]

    def call(self, command: Callable[[None], Any], *, counts: bool) -> Any:
        return command(None)


def admit(server: FakeServer) -> int:
    return RedisLimiter(cast("RedisServer", server), SystemClock()).admit(ADMISSION).used


def test_late_request_is_sent_once_more() -> None:
    """Redis did answer, so that the machine must not count by itself."""
    server = FakeServer(LATE, 0)
    assert admit(server) == 7
    assert server.left == []


def test_request_that_is_late_twice_fails() -> None:
    """A caller waits for two answers at most."""
    with pytest.raises(TooLate):
        admit(FakeServer(LATE, LATE, 0))


@pytest.mark.parametrize(
    ("known", "least", "most", "expected"),
    [
        (None, -90, 5, 5),  # the first answer, read late by a busy worker
        (-90, -2, 6, -2),  # a quick answer narrows the bounds
        (-2, -80, 9, -2),  # a late answer does not
        (-2, 40, 60, 40),  # a clock was set: the new bounds win
        (40, -90, -30, -30),
    ],
)
def test_offset_is_the_nearest_within_the_bounds(
    known: int | None, least: int, most: int, expected: int
) -> None:
    """Cristian's algorithm (1989): Redis read its clock between sending and answer."""
    assert bounded_offset(known, least=least, most=most) == expected
