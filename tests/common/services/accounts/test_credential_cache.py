"""The credential cache, while the store fails and recovers.

docs/accounts.md: no drawing waits for the store; credentials are cached for 60 s at most.
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
from tests.servers.waiting import WAIT_SECONDS

ANNA = User(1, "anna", "basic", False, 0, 0)


class FakeStore:
    """A store that answers or fails, and sets *was_read*."""

    def __init__(self) -> None:
        self.fails = False
        self.was_read = Event()

    def read(self) -> User | None:
        try:
            if self.fails:
                raise StoreUnavailable("unavailable")
            return ANNA
        finally:
            self.was_read.set()


@pytest.fixture
def epochs(tmp_path: Path) -> Iterator[RevocationEpochs]:
    state = LocalState(tmp_path / "state.sqlite3")
    yield RevocationEpochs(state, None)
    state.close()


@pytest.fixture
def cache(epochs: RevocationEpochs, clock: SetClock) -> CredentialCache:
    return CredentialCache(epochs, clock)


@pytest.fixture
def store(cache: CredentialCache) -> FakeStore:
    """Return the store, which was read once."""
    store = FakeStore()
    assert cache.get("key", store.read) == ANNA
    store.was_read.clear()
    return store


def test_fresh_entry_is_not_read_again(
    cache: CredentialCache, store: FakeStore, clock: SetClock
) -> None:
    """Entries are refreshed after 15 s."""
    clock.move(14)
    assert cache.get("key", store.read) == ANNA
    assert not store.was_read.is_set()


def test_short_outage_is_not_noticed_although_a_minute_ends_in_it(
    cache: CredentialCache, store: FakeStore, clock: SetClock
) -> None:
    """The entry was refreshed before the outage."""
    clock.move(15)
    cache.get("key", store.read)
    assert store.was_read.wait(5)
    store.fails = True
    clock.move(46)
    assert cache.get("key", store.read) == ANNA


def test_outage_of_a_minute_is_an_error(
    cache: CredentialCache, store: FakeStore, clock: SetClock
) -> None:
    """Entries are valid for 60 s."""
    store.fails = True
    clock.move(59)
    assert cache.get("key", store.read) == ANNA
    assert store.was_read.wait(5)
    clock.move(1)
    with pytest.raises(StoreUnavailable):
        cache.get("key", store.read)


def test_failed_refresh_is_repeated_after_seconds(
    cache: CredentialCache, store: FakeStore, clock: SetClock
) -> None:
    """At most once in 5 s."""
    store.fails = True
    for seconds in (15, 5):
        clock.move(seconds)
        cache.get("key", store.read)
        assert store.was_read.wait(5)
        store.was_read.clear()
    clock.move(4)
    cache.get("key", store.read)
    assert not store.was_read.is_set()


class Waits:
    """Observes requests that wait for the answer to another."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._begun = Semaphore(0)
        self._wait = daemon_threads.is_set_within
        monkeypatch.setattr(daemon_threads, "is_set_within", self._is_set_within)

    def _is_set_within(self, event: Event, seconds: float) -> bool:
        self._begun.release()
        return self._wait(event, seconds)

    def begin(self, times: int = 1) -> bool:
        """Return True when *times* more have begun to wait."""
        return all(self._begun.acquire(timeout=WAIT_SECONDS) for _ in range(times))


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> Waits:
    return Waits(monkeypatch)


def must_not_read() -> User | None:
    raise AssertionError("read by itself")


def test_simultaneous_first_uses_read_once(cache: CredentialCache, waits: Waits) -> None:
    """Eight others wait for the answer to the first."""
    with ThreadPoolExecutor(8) as others:
        futures: list[Future[User | None]] = []

        def read() -> User | None:
            futures.extend(others.submit(cache.get, "key", must_not_read) for _ in range(8))
            assert waits.begin(8)
            return ANNA

        assert cache.get("key", read) == ANNA
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

cache = CredentialCache(RevocationEpochs(LocalState(Path(sys.argv[1])), None), SystemClock())
anna = User(1, "anna", "basic", False, 0, 0)
reads = 0

def read():
    global reads
    reads += 1
    gevent.sleep(0)
    if reads == 1:
        raise gevent.Timeout()
    return anna

def request():
    with wait_budget.request():
        return cache.get("key", read)

requests = [gevent.spawn(request) for _ in range(100)]
gevent.joinall(requests)
print(reads, sum(request.value == anna for request in requests))
"""


def test_another_request_reads_if_the_first_is_ended_under_gevent(tmp_path: Path) -> None:
    """Gevent's Timeout ends a request at its deadline; 99 of 100 succeed."""
    command = [sys.executable, "-c", UNDER_GEVENT, str(tmp_path / "state.sqlite3")]
    child = subprocess.run(command, capture_output=True, text=True, check=True)
    assert child.stdout == "2 99\n"


def test_failure_reaches_only_the_request_that_read(cache: CredentialCache, waits: Waits) -> None:
    """The other request reads by itself."""
    with ThreadPoolExecutor(1) as another:
        futures: list[Future[User | None]] = []

        def fail() -> User | None:
            futures.append(another.submit(cache.get, "key", lambda: ANNA))
            assert waits.begin()
            raise StoreUnavailable("unavailable")

        with pytest.raises(StoreUnavailable):
            cache.get("key", fail)
        assert futures[0].result(5) == ANNA


def test_request_without_wait_budget_does_not_wait_for_another(
    cache: CredentialCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It fails, and reads nothing by itself."""

    def impatient() -> User | None:
        with wait_budget.request():
            return cache.get("key", must_not_read)

    with ThreadPoolExecutor(1) as another:

        def read() -> User | None:
            with pytest.raises(StoreUnavailable):
                another.submit(impatient).result(5)
            return ANNA

        monkeypatch.setattr(wait_budget, "MAX_SECONDS", 0.0)
        assert cache.get("key", read) == ANNA


def test_answer_from_before_a_revocation_is_not_used_after_it(
    cache: CredentialCache, epochs: RevocationEpochs
) -> None:
    """The epoch changes while the store is read."""
    with ThreadPoolExecutor(1) as another:

        def read() -> User | None:
            epochs.bump()
            assert another.submit(cache.get, "key", lambda: None).result(5) is None
            return ANNA

        assert cache.get("key", read) == ANNA
    assert cache.get("key", lambda: None) is None


def test_reload_does_not_wait_for_another_request(cache: CredentialCache) -> None:
    """It needs an answer that is newer than the other's."""
    with ThreadPoolExecutor(1) as another:

        def read() -> User | None:
            assert another.submit(cache.reload, "key", lambda: None).result(5) is None
            return ANNA

        assert cache.get("key", read) == ANNA
