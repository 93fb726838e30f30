"""What a process remembers of credentials, so that no request waits for the store."""

import threading
from collections import OrderedDict
from collections.abc import Callable

from msgspec import Struct

from common.services.auth.revision import Revision, Revisions
from common.services.clock import Clock
from common.services.store.accounts import User

KEPT_SECONDS = 60.0
MOST = 10_000


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

    def user(self, credential: str, ask: Callable[[], User | None]) -> User | None:
        """Return whose *credential* is, from memory or else from *ask*, which may raise."""
        # Read first: what changes while the store is asked is then forgotten at the next request.
        revision, now = self._revisions.now(), self._clock.monotonic()
        with self._lock:
            known = self._known.get(credential)
        if known and now - known.since < KEPT_SECONDS and revision.allows(known.revision):
            return known.user
        found = ask()
        with self._lock:
            self._known[credential] = Remembered(found, now, revision)
            self._known.move_to_end(credential)
            while len(self._known) > MOST:
                self._known.popitem(last=False)
        return found
