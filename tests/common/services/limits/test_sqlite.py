"""The SQLite limiter, while other processes hold the write lock."""

import os
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


class CountingState(LocalState):
    """A file that counts its queries."""

    queries = 0

    def read(
        self, sql: str, values: tuple[object, ...] = ()
    ) -> list[tuple[str | int | float | bytes | None, ...]]:
        self.queries += 1
        return super().read(sql, values)


def settle(path: Path) -> None:
    """Make the last write to the file at *path* older than any clock's tick."""
    log = path.with_name(f"{path.name}-wal")
    written = log.stat().st_mtime
    os.utime(log, (written, written - 60))


CHARGE = Admission("ip:192.0.2.1", "http", "qr", cost=1, quota=10, burst=10)


def test_unmerged_counts_are_queried_once_while_no_process_writes(
    tmp_path: Path, clock: SetClock
) -> None:
    """Each request needs them, also while Redis counts."""
    path = tmp_path / "state.sqlite3"
    state = CountingState(path)
    limiter = SqliteLimiter(state, clock, beside_redis=True)
    settle(path)
    assert [limiter.unmerged(CHARGE.caller) for _ in range(5)] == [0] * 5
    assert state.queries == 1
    state.close()


def test_count_of_another_process_is_unmerged_at_once(tmp_path: Path, clock: SetClock) -> None:
    """Otherwise a caller could exceed the quota after an outage of Redis."""
    path = tmp_path / "state.sqlite3"
    own, other = LocalState(path), LocalState(path)
    limiter = SqliteLimiter(own, clock, beside_redis=True)
    for counted in range(3):
        settle(path)
        assert [limiter.unmerged(CHARGE.caller) for _ in range(3)] == [counted] * 3
        SqliteLimiter(other, clock, beside_redis=True).admit(CHARGE)
        assert limiter.unmerged(CHARGE.caller) == counted + 1
    own.close()
    other.close()
