"""What a process remembers of credentials, so that no request waits for the store.

Of requests that come at once with one that is not known yet, the first asks the store, and the
others wait for its answer. Each of them asking, a burst of first uses was more than the store's few
threads had done in time.
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

KEPT_SECONDS = 60.0
# From then on the store is asked anew, beside the requests: one that is away for less than the rest
# of the minute is not missed.
FRESH_SECONDS = 15.0
ASK_EVERY_SECONDS = 5.0
MOST = 10_000

Ask = Callable[[], User | None]


class CachedCredential(Struct, frozen=True):
    """Whose a credential is, or None for nobody's; since when it is known, and at what revision."""

    user: User | None
    since: float
    revision: RevocationEpoch


class CacheLookup:
    """A look-up under way; it may end without an answer, and is then nobody's but who made it."""

    def __init__(self) -> None:
        self.ended = threading.Event()
        self.answer: CachedCredential | None = None


class CredentialCache:
    """Remembers up to `MOST` credentials for `KEPT_SECONDS`. Thread-safe.

    Arguments: the revisions, and the clock.
    """

    def __init__(self, revisions: RevocationEpochs, clock: Clock) -> None:
        self._revisions = revisions
        self._clock = clock
        self._lock = threading.Lock()
        self._known: OrderedDict[str, CachedCredential] = OrderedDict()
        self._asked_at: dict[str, float] = {}
        self._looks: dict[tuple[str, RevocationEpoch], CacheLookup] = {}
        self._crew = daemon_threads.DaemonThreadPool(1, "credentials")

    def user(self, credential: str, ask: Ask) -> User | None:
        """Return whose *credential* is, from memory or else from *ask*, which may raise."""
        # Read first: what changes while the store is asked is then forgotten at the next request.
        revision, now = self._revisions.now(), self._clock.monotonic()
        while True:
            with self._lock:
                known = self._known.get(credential)
                if known is not None and _is_good(known, revision, now):
                    break
                look = self._looks.get((credential, revision))
                if look is None:
                    own = self._looks[credential, revision] = CacheLookup()
            if look is None:
                return self._look(own, credential, ask, revision, now)
            if (found := self._awaited(look)) is not None:
                return found.user
        is_old = now - known.since >= FRESH_SECONDS and known.user is not None
        if is_old and self._may_ask(credential, now):
            self._crew.submit(lambda: self._learn(credential, ask, revision, now))
        return known.user

    def knew(self, credential: str) -> bool:
        """Say whether *credential* was somebody's when it was last looked at, however long ago."""
        with self._lock:
            known = self._known.get(credential)
        return known is not None and known.user is not None

    def anew(self, credential: str, ask: Ask) -> User | None:
        """Return whose *credential* is from *ask*, which may raise, whatever was remembered."""
        return self._learn(credential, ask, self._revisions.now(), self._clock.monotonic()).user

    def _may_ask(self, credential: str, now: float) -> bool:
        with self._lock:
            if now - self._asked_at.get(credential, 0.0) < ASK_EVERY_SECONDS:
                return False
            self._asked_at[credential] = now
            return True

    def _look(
        self, look: CacheLookup, credential: str, ask: Ask, revision: RevocationEpoch, now: float
    ) -> User | None:
        """Return whose *credential* is, and let all who wait for *look* go on, whatever happens."""
        try:
            look.answer = self._learn(credential, ask, revision, now)
        finally:
            with self._lock:
                del self._looks[credential, revision]
            look.ended.set()
        return look.answer.user

    def _awaited(self, look: CacheLookup) -> CachedCredential | None:
        """Return what *look* found, or None where it found nothing out.

        Raises:
            StoreUnavailable: this request can't wait for it any longer.
        """
        within = min(wait_budget.left_seconds(), wait_budget.MAX_SECONDS)
        with wait_budget.waiting(self._clock, within):
            if not daemon_threads.is_set_within(look.ended, within):
                raise StoreUnavailable("the store has not answered who asked it before")
        return look.answer

    def _learn(
        self, credential: str, ask: Ask, revision: RevocationEpoch, now: float
    ) -> CachedCredential:
        found = CachedCredential(ask(), now, revision)
        with self._lock:
            self._known[credential] = found
            self._known.move_to_end(credential)
            self._asked_at.pop(credential, None)
            while len(self._known) > MOST:
                forgotten, _ = self._known.popitem(last=False)
                self._asked_at.pop(forgotten, None)
        return found


def _is_good(known: CachedCredential, revision: RevocationEpoch, now: float) -> bool:
    return now - known.since < KEPT_SECONDS and revision.allows(known.revision)
