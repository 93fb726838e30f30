"""A process's cache of credentials, so that no request waits for the store.

If several requests present the same unknown credential at the same time, the first reads the store
and the others wait for its answer. When each of them read the store, a burst of first uses took the
store's few threads longer than the deadline.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable

from msgspec import Struct

from common.services import daemon_threads, wait_budget
from common.services.accounts.revocation_epoch import RevocationEpoch, RevocationEpochs
from common.services.clock import Clock
from common.services.errors import StoreUnavailable
from common.services.store.accounts import User

MAX_AGE_SECONDS = 60.0
# From this age on an entry is refreshed in the background: an outage of the store that is shorter
# than the rest of the minute is not noticed.
REFRESH_AFTER_SECONDS = 15.0
REFRESH_INTERVAL_SECONDS = 5.0
MAX_ENTRIES = 10_000

# Reads the owner of a credential from the store; may raise.
Read = Callable[[], User | None]


class CachedCredential(Struct, frozen=True):
    """An entry.

    Attributes:
        user: the owner, or None if the credential has none.
        since: the monotonic time at which it was read.
        epoch: the revocation epoch before it was read.
    """

    user: User | None
    since: float
    epoch: RevocationEpoch


class CacheLookup:
    """A read of the store that other requests may wait for; without *answer*, it has failed."""

    def __init__(self) -> None:
        self.ended = threading.Event()
        self.answer: CachedCredential | None = None


class CredentialCache:
    """Caches up to `MAX_ENTRIES` credentials for `MAX_AGE_SECONDS`. Thread-safe.

    Arguments:
        epochs: the revocation epochs.
        clock: the time.
    """

    def __init__(self, epochs: RevocationEpochs, clock: Clock) -> None:
        self._epochs = epochs
        self._clock = clock
        self._lock = threading.Lock()
        self._entries: OrderedDict[str, CachedCredential] = OrderedDict()
        self._refreshed_at: dict[str, float] = {}
        self._lookups: dict[tuple[str, RevocationEpoch], CacheLookup] = {}
        self._threads = daemon_threads.DaemonThreadPool(1, "credentials")

    def get(self, credential: str, read: Read) -> User | None:
        """Return the owner of *credential*, from the cache or else from *read*."""
        # The epoch is read first: a revocation during *read* then invalidates the entry.
        epoch, now = self._epochs.now(), self._clock.monotonic()
        while True:
            with self._lock:
                entry = self._entries.get(credential)
                if entry is not None and _is_valid(entry, epoch, now):
                    break
                lookup = self._lookups.get((credential, epoch))
                if lookup is None:
                    own = self._lookups[credential, epoch] = CacheLookup()
            if lookup is None:
                return self._look_up(own, credential, read, epoch, now)
            # If the other request failed, this one looks again, and may be the next to read.
            if (answer := self._await(lookup)) is not None:
                return answer.user
        # A refresh keeps users only: an unknown credential is read again when its entry expires.
        is_old = now - entry.since >= REFRESH_AFTER_SECONDS and entry.user is not None
        if is_old and self._may_refresh(credential, now):
            self._threads.submit(lambda: self._store(credential, read, epoch, now))
        return entry.user

    def was_valid(self, credential: str) -> bool:
        """Return True if *credential* had an owner when it was last read, however long ago."""
        with self._lock:
            entry = self._entries.get(credential)
        return entry is not None and entry.user is not None

    def reload(self, credential: str, read: Read) -> User | None:
        """Return the owner of *credential* from *read*, whatever is cached."""
        return self._store(credential, read, self._epochs.now(), self._clock.monotonic()).user

    def _may_refresh(self, credential: str, now: float) -> bool:
        with self._lock:
            if now - self._refreshed_at.get(credential, 0.0) < REFRESH_INTERVAL_SECONDS:
                return False
            self._refreshed_at[credential] = now
            return True

    def _look_up(
        self, lookup: CacheLookup, credential: str, read: Read, epoch: RevocationEpoch, now: float
    ) -> User | None:
        """Return the owner of *credential*, and end *lookup* even if *read* raises."""
        try:
            lookup.answer = self._store(credential, read, epoch, now)
        finally:
            with self._lock:
                del self._lookups[credential, epoch]
            # Even after an error: other threads wait for this lookup, and would wait for ever.
            lookup.ended.set()
        return lookup.answer.user

    def _await(self, lookup: CacheLookup) -> CachedCredential | None:
        """Return the answer of *lookup*, or None if it failed.

        Raises:
            StoreUnavailable: this request can't wait any longer.
        """
        within = min(wait_budget.left_seconds(), wait_budget.MAX_SECONDS)
        with wait_budget.waiting(self._clock, within):
            if not daemon_threads.is_set_within(lookup.ended, within):
                raise StoreUnavailable("the store has not answered an earlier request")
        return lookup.answer

    def _store(
        self, credential: str, read: Read, epoch: RevocationEpoch, now: float
    ) -> CachedCredential:
        entry = CachedCredential(read(), now, epoch)
        with self._lock:
            self._entries[credential] = entry
            # In order of reading, so that the oldest entries are dropped.
            self._entries.move_to_end(credential)
            self._refreshed_at.pop(credential, None)
            while len(self._entries) > MAX_ENTRIES:
                oldest, _ = self._entries.popitem(last=False)
                self._refreshed_at.pop(oldest, None)
        return entry


def _is_valid(entry: CachedCredential, epoch: RevocationEpoch, now: float) -> bool:
    return now - entry.since < MAX_AGE_SECONDS and epoch.allows(entry.epoch)
