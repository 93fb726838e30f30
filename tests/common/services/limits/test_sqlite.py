"""The SQLite limiter, while other processes hold the write lock."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from common.services.limits.limiter import Admission
from common.services.limits.sqlite import SqliteLimiter
from common.services.local_state import LocalState
from tests.common.services.clock import NOON, SetClock

Result = TypeVar("Result")


class BusyFile(LocalState):
    """A file whose lock is held for a tenth of a second before each transaction."""

    def __init__(self, path: Path, clock: SetClock) -> None:
        super().__init__(path)
        self._clock = clock

    def run(
        self, statements: Callable[[sqlite3.Connection], Result], seconds: float | None = None
    ) -> Result:
        self._clock.move(0.1)
        return super().run(statements, seconds)


@pytest.fixture
def limiter(tmp_path: Path, clock: SetClock) -> Iterator[SqliteLimiter]:
    state = BusyFile(tmp_path / "state.sqlite3", clock)
    yield SqliteLimiter(state, clock)
    state.close()


def test_request_arrives_when_it_has_the_lock(limiter: SqliteLimiter) -> None:
    """GCRA: of ten requests a second, one each tenth of a second is never more than one ahead."""
    outcomes = [limiter.admit(Admission("ip:192.0.2.1", "http", "qr", 1, 99, 10)) for _ in "123"]
    assert [round(outcome.now - NOON, 1) for outcome in outcomes] == [0.1, 0.2, 0.3]
    assert [outcome.ahead_us for outcome in outcomes] == pytest.approx([100_000] * 3, abs=1)


def test_attempt_is_made_when_it_has_the_lock(limiter: SqliteLimiter) -> None:
    """The second attempt is 0.1 s after the first."""
    assert limiter.attempt("login:ip:192.0.2.1", 1, 300) == 0
    assert limiter.attempt("login:ip:192.0.2.1", 1, 300) == pytest.approx(299.9)
