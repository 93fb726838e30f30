"""What a process remembers of credentials while the store comes and goes.

Issue C, 7: no drawing waits on the store; credentials are cached at most 60 s.
"""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from common.services.auth.memory import Memory
from common.services.auth.revision import Revisions
from common.services.errors import StoreUnavailable
from common.services.machine_state import MachineState
from common.services.store.accounts import User
from tests.services.clock import SetClock

ANNA = User(1, "anna", "basic", False, 0, 0)


class Accounts:
    """A store that answers or does not, and tells that it was asked."""

    def __init__(self) -> None:
        self.is_away = False
        self.asked = Event()

    def ask(self) -> User | None:
        try:
            if self.is_away:
                raise StoreUnavailable("away")
            return ANNA
        finally:
            self.asked.set()


@pytest.fixture
def memory(tmp_path: Path, clock: SetClock) -> Iterator[Memory]:
    machine = MachineState(tmp_path / "state.sqlite3")
    yield Memory(Revisions(machine, None), clock)
    machine.close()


@pytest.fixture
def accounts(memory: Memory) -> Accounts:
    """Return the store, which has answered once."""
    accounts = Accounts()
    assert memory.user("key", accounts.ask) == ANNA
    accounts.asked.clear()
    return accounts


def test_fresh_memory_asks_nobody(memory: Memory, accounts: Accounts, clock: SetClock) -> None:
    clock.move(14)
    assert memory.user("key", accounts.ask) == ANNA
    assert not accounts.asked.is_set()


def test_short_outage_is_not_missed_though_a_minute_ends_in_it(
    memory: Memory, accounts: Accounts, clock: SetClock
) -> None:
    clock.move(15)
    memory.user("key", accounts.ask)
    assert accounts.asked.wait(5)
    accounts.is_away = True
    clock.move(46)
    assert memory.user("key", accounts.ask) == ANNA


def test_outage_of_a_minute_is_told(memory: Memory, accounts: Accounts, clock: SetClock) -> None:
    accounts.is_away = True
    clock.move(59)
    assert memory.user("key", accounts.ask) == ANNA
    assert accounts.asked.wait(5)
    clock.move(1)
    with pytest.raises(StoreUnavailable):
        memory.user("key", accounts.ask)


def test_store_that_is_away_is_asked_again_after_seconds(
    memory: Memory, accounts: Accounts, clock: SetClock
) -> None:
    accounts.is_away = True
    for seconds in (15, 5):
        clock.move(seconds)
        memory.user("key", accounts.ask)
        assert accounts.asked.wait(5)
        accounts.asked.clear()
    clock.move(4)
    memory.user("key", accounts.ask)
    assert not accounts.asked.is_set()
