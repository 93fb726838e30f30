"""What a process remembers of credentials while the store comes and goes.

Issue C, 7: no drawing waits on the store; credentials are cached at most 60 s.
"""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event, Semaphore

import pytest

from common.services import daemon_threads, wait_budget
from common.services.accounts.credential_cache import CredentialCache
from common.services.accounts.revocation_epoch import RevocationEpochs
from common.services.errors import StoreUnavailable
from common.services.local_state import LocalState
from common.services.store.accounts import User
from tests.common.services.clock import SetClock

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
def memory(tmp_path: Path, clock: SetClock) -> Iterator[CredentialCache]:
    machine = LocalState(tmp_path / "state.sqlite3")
    yield CredentialCache(RevocationEpochs(machine, None), clock)
    machine.close()


@pytest.fixture
def accounts(memory: CredentialCache) -> Accounts:
    """Return the store, which has answered once."""
    accounts = Accounts()
    assert memory.user("key", accounts.ask) == ANNA
    accounts.asked.clear()
    return accounts


def test_fresh_memory_asks_nobody(
    memory: CredentialCache, accounts: Accounts, clock: SetClock
) -> None:
    clock.move(14)
    assert memory.user("key", accounts.ask) == ANNA
    assert not accounts.asked.is_set()


def test_short_outage_is_not_missed_though_a_minute_ends_in_it(
    memory: CredentialCache, accounts: Accounts, clock: SetClock
) -> None:
    clock.move(15)
    memory.user("key", accounts.ask)
    assert accounts.asked.wait(5)
    accounts.is_away = True
    clock.move(46)
    assert memory.user("key", accounts.ask) == ANNA


def test_outage_of_a_minute_is_told(
    memory: CredentialCache, accounts: Accounts, clock: SetClock
) -> None:
    accounts.is_away = True
    clock.move(59)
    assert memory.user("key", accounts.ask) == ANNA
    assert accounts.asked.wait(5)
    clock.move(1)
    with pytest.raises(StoreUnavailable):
        memory.user("key", accounts.ask)


def test_store_that_is_away_is_asked_again_after_seconds(
    memory: CredentialCache, accounts: Accounts, clock: SetClock
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


class Waits:
    """Tells when requests wait for an answer that another has asked for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._begun = Semaphore(0)
        self._wait = daemon_threads.is_set_within
        monkeypatch.setattr(daemon_threads, "is_set_within", self._is_set_within)

    def _is_set_within(self, event: Event, seconds: float) -> bool:
        self._begun.release()
        return self._wait(event, seconds)

    def begin(self, times: int = 1) -> bool:
        """Return once so many more have begun."""
        return all(self._begun.acquire(timeout=5) for _ in range(times))


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> Waits:
    return Waits(monkeypatch)


def nobody_asks() -> User | None:
    raise AssertionError("asked by itself")


def test_first_uses_at_once_ask_once(memory: CredentialCache, waits: Waits) -> None:
    with ThreadPoolExecutor(8) as others:
        futures: list[Future[User | None]] = []

        def ask() -> User | None:
            futures.extend(others.submit(memory.user, "key", nobody_asks) for _ in range(8))
            assert waits.begin(8)
            return ANNA

        assert memory.user("key", ask) == ANNA
        assert [future.result(5) for future in futures] == [ANNA] * 8


UNDER_GEVENT = """
from gevent import monkey
monkey.patch_all()
import sys
from pathlib import Path
import gevent
from common.services import wait_budget
from common.services.accounts.credential_cache import CredentialCache
from common.services.accounts.revocation_epoch import RevocationEpochs
from common.services.clock import SystemClock
from common.services.local_state import LocalState
from common.services.store.accounts import User

memory = CredentialCache(RevocationEpochs(LocalState(Path(sys.argv[1])), None), SystemClock())
anna = User(1, "anna", "basic", False, 0, 0)
asked = 0

def ask():
    global asked
    asked += 1
    gevent.sleep(0)
    if asked == 1:
        raise gevent.Timeout()
    return anna

def request():
    with wait_budget.request():
        return memory.user("key", ask)

requests = [gevent.spawn(request) for _ in range(100)]
gevent.joinall(requests)
print(asked, sum(request.value == anna for request in requests))
"""


def test_under_gevent_too_and_though_the_one_that_asks_is_ended(tmp_path: Path) -> None:
    """As a request is at its deadline: one of those who waited asks in its stead."""
    command = [sys.executable, "-c", UNDER_GEVENT, str(tmp_path / "state.sqlite3")]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    assert told.stdout == "2 99\n"


def test_failure_is_for_none_but_who_asked(memory: CredentialCache, waits: Waits) -> None:
    with ThreadPoolExecutor(1) as another:
        futures: list[Future[User | None]] = []

        def fail() -> User | None:
            futures.append(another.submit(memory.user, "key", lambda: ANNA))
            assert waits.begin()
            raise StoreUnavailable("away")

        with pytest.raises(StoreUnavailable):
            memory.user("key", fail)
        assert futures[0].result(5) == ANNA


def test_who_has_no_patience_left_does_not_wait_for_anothers_answer(
    memory: CredentialCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    def impatient() -> User | None:
        with wait_budget.request():
            return memory.user("key", nobody_asks)

    with ThreadPoolExecutor(1) as another:

        def ask() -> User | None:
            with pytest.raises(StoreUnavailable):
                another.submit(impatient).result(5)
            return ANNA

        monkeypatch.setattr(wait_budget, "MAX_SECONDS", 0.0)
        assert memory.user("key", ask) == ANNA


def test_answer_from_before_a_change_is_not_for_who_comes_after_it(memory: CredentialCache) -> None:
    with ThreadPoolExecutor(1) as another:

        def ask() -> User | None:
            memory._revisions.change()
            assert another.submit(memory.user, "key", lambda: None).result(5) is None
            return ANNA

        assert memory.user("key", ask) == ANNA
    assert memory.user("key", lambda: None) is None


def test_who_asks_anew_waits_for_nobody(memory: CredentialCache) -> None:
    with ThreadPoolExecutor(1) as another:

        def ask() -> User | None:
            assert another.submit(memory.anew, "key", lambda: None).result(5) is None
            return ANNA

        assert memory.user("key", ask) == ANNA
