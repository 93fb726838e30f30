"""What a process remembers of credentials, so that no request waits for the store."""

import threading
from collections import OrderedDict
from collections.abc import Callable

from msgspec import Struct

from common.services.auth.revision import Revision, Revisions
from common.services.clock import Clock
from common.services.crew import Crew
from common.services.store.accounts import User

KEPT_SECONDS = 60.0
# From then on the store is asked anew, beside the requests: one that is away for less than the rest
# of the minute is not missed.
FRESH_SECONDS = 15.0
ASK_EVERY_SECONDS = 5.0
MOST = 10_000

Ask = Callable[[], User | None]


class Remembered(Struct, frozen=True):
    """Whose a credential is, or None for nobody's; since when it is known, and at what revision."""

    user: User | None
    since: float
    revision: Revision


class Memory:
    """Remembers up to `MOST` credentials for `KEPT_SECONDS`. Thread-safe.

    Arguments: the revisions, and the clock.
    """

    def __init__(self, revisions: Revisions, clock: Clock) -> None:
        self._revisions = revisions
        self._clock = clock
        self._lock = threading.Lock()
        self._known: OrderedDict[str, Remembered] = OrderedDict()
        self._asked_at: dict[str, float] = {}
        self._crew = Crew(1, "credentials")

    def user(self, credential: str, ask: Ask) -> User | None:
        """Return whose *credential* is, from memory or else from *ask*, which may raise."""
        # Read first: what changes while the store is asked is then forgotten at the next request.
        revision, now = self._revisions.now(), self._clock.monotonic()
        with self._lock:
            known = self._known.get(credential)
        age = now - known.since if known else KEPT_SECONDS
        if known is None or age >= KEPT_SECONDS or not revision.allows(known.revision):
            return self._learn(credential, ask, revision, now)
        if age >= FRESH_SECONDS and known.user is not None and self._may_ask(credential, now):
            self._crew.submit(lambda: self._learn(credential, ask, revision, now))
        return known.user

    def knew(self, credential: str) -> bool:
        """Say whether *credential* was somebody's when it was last looked at, however long ago."""
        with self._lock:
            known = self._known.get(credential)
        return known is not None and known.user is not None

    def anew(self, credential: str, ask: Ask) -> User | None:
        """Return whose *credential* is from *ask*, which may raise, whatever was remembered."""
        return self._learn(credential, ask, self._revisions.now(), self._clock.monotonic())

    def _may_ask(self, credential: str, now: float) -> bool:
        with self._lock:
            if now - self._asked_at.get(credential, 0.0) < ASK_EVERY_SECONDS:
                return False
            self._asked_at[credential] = now
            return True

    def _learn(self, credential: str, ask: Ask, revision: Revision, now: float) -> User | None:
        found = ask()
        with self._lock:
            self._known[credential] = Remembered(found, now, revision)
            self._known.move_to_end(credential)
            self._asked_at.pop(credential, None)
            while len(self._known) > MOST:
                forgotten, _ = self._known.popitem(last=False)
                self._asked_at.pop(forgotten, None)
        return found
