"""The file that the processes of one machine share, under contention for its write lock."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread, Timer

import pytest

from common.services import local_state
from common.services.errors import StateUnavailable
from common.services.local_state import LocalState

HELD_SECONDS = 0.5


def increment(connection: sqlite3.Connection) -> None:
    connection.execute(
        "INSERT INTO counters VALUES ('a', 1) ON CONFLICT DO UPDATE SET value = value + 1"
    )


def hold(path: Path, held: Event, released: Event) -> None:
    """Hold the write lock, like a process that lost the processor."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    held.set()
    released.wait(5)
    other.execute("ROLLBACK")
    other.close()


def test_lock_that_is_held_for_half_a_second_is_waited_for(tmp_path: Path) -> None:
    """A loaded machine must not answer 503; this was seen with 32 clients on two cores."""
    state = LocalState(tmp_path / "state.sqlite3")
    held, released = Event(), Event()
    holder = Thread(target=hold, args=(tmp_path / "state.sqlite3", held, released))
    holder.start()
    assert held.wait(5)
    Timer(HELD_SECONDS, released.set).start()
    state.run(increment)
    holder.join(5)
    assert state.read("SELECT value FROM counters WHERE name = 'a'") == [(1,)]
    state.close()


def test_file_that_another_process_is_creating_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With four starts at the same time: SQLite does not wait to change the journal mode."""
    other = sqlite3.connect(tmp_path / "state.sqlite3", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if other.in_transaction:
            other.execute("COMMIT")

    monkeypatch.setattr(local_state.time, "sleep", pause)
    state = LocalState(tmp_path / "state.sqlite3")
    state.run(increment)
    assert pauses != []
    state.close()
    other.close()


class BusyProcess:
    """The `time` module of a worker with many requests: each pause takes a second.

    The tenth pause calls *at_tenth*.
    """

    def __init__(self, at_tenth: Callable[[], object]) -> None:
        self._at_tenth = at_tenth
        self._pauses = 0

    def monotonic(self) -> float:
        return self._pauses

    def sleep(self, seconds: float) -> None:
        self._pauses += 1
        if self._pauses == 10:
            self._at_tenth()


def test_busy_process_retries_more_often_than_the_clock_allows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With 64 clients that drew large images, some got 503 after a few attempts."""
    state = LocalState(tmp_path / "state.sqlite3")
    other = sqlite3.connect(tmp_path / "state.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr(local_state, "time", BusyProcess(lambda: other.execute("ROLLBACK")))
    state.run(increment)
    other.close()
    assert state.read("SELECT value FROM counters WHERE name = 'a'") == [(1,)]
    state.close()


def test_lock_that_is_never_released_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request is answered even if a stopped process holds the lock."""
    monkeypatch.setattr(local_state, "LOCK_WAIT_SECONDS", 0.01)
    state = LocalState(tmp_path / "state.sqlite3")
    held, released = Event(), Event()
    holder = Thread(target=hold, args=(tmp_path / "state.sqlite3", held, released))
    holder.start()
    assert held.wait(5)
    with pytest.raises(StateUnavailable):
        state.run(increment)
    released.set()
    holder.join(5)
    state.close()
