"""The work that one process of each machine does every second, such as writing usage counts.

Every process that serves may run it; a lease in the machine's file says which one does. When that
one is killed, another takes over as soon as its lease has run out.
"""

import logging
import math
import os
import secrets
import sqlite3
import threading
from collections.abc import Callable, Sequence

from msgspec import Struct

from common.services.clock import Clock
from common.services.errors import ServiceError
from common.services.local_state import LocalState

LEASE_SECONDS = 3.0
# Writing to SQLite in a gevent worker stalls its requests for milliseconds: others go first.
RELUCTANT = "rest"

TAKE = """
INSERT INTO leases (name, holder, until) VALUES ('upkeep', :holder, :until)
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
WHERE holder = :holder OR until <= :now OR until > :until  -- it is over, or a clock was set back
   OR (holder LIKE :reluctant AND NOT :is_reluctant)
RETURNING holder
"""

log = logging.getLogger(__name__)


class PeriodicJob(Struct, frozen=True):
    """Something to do again and again.

    Attributes:
        name: told in the log.
        work: does it, or raises ServiceError where it has to wait.
        every_seconds: no sooner than so long after it was last done.
    """

    name: str
    work: Callable[[], object]
    every_seconds: float = 0.0


class PeriodicJobRunner:
    """A thread for upkeep.

    Arguments: what every process does for itself, the chores, the machine's state, the clock, the
    seconds between two rounds, and the name of this process.
    """

    def __init__(
        self,
        own: Callable[[], None],
        chores: Sequence[PeriodicJob],
        machine: LocalState,
        clock: Clock,
        interval_seconds: float,
        process: str,
    ) -> None:
        self._own = own
        self._chores = chores
        self._machine = machine
        self._clock = clock
        self._interval_seconds = interval_seconds
        self._is_reluctant = process == RELUCTANT
        self._holder = f"{process}-{os.getpid()}-{secrets.token_hex(4)}"
        self._failing: set[str] = set()
        self._done_at: dict[str, float] = {}
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin; call it once, in the process that serves, after any fork."""
        self._thread = threading.Thread(target=self._run, name="upkeep", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread, after a last round where the work falls to it."""
        if self._thread is not None:
            self._stopping.set()
            self._thread.join(LEASE_SECONDS)
            self._thread = None

    def once(self) -> bool:
        """Do the work now if it falls to this process; say whether it did."""
        self._own()
        if not self._falls_to_us():
            return False
        for chore in self._chores:
            last = self._done_at.get(chore.name, -math.inf)
            if self._clock.monotonic() - last >= chore.every_seconds:
                self._do(chore)
        return True

    def _run(self) -> None:
        while not self._stopping.wait(self._interval_seconds):
            self.once()
        self.once()

    def _falls_to_us(self) -> bool:
        def take(connection: sqlite3.Connection) -> bool:
            # Read once the file is ours: by an older time, a lease that was taken while we waited
            # would seem to be from the future.
            now = self._clock.now()
            values = {
                "holder": self._holder,
                "until": now + LEASE_SECONDS + self._interval_seconds,
                "now": now,
                "reluctant": f"{RELUCTANT}-%",
                "is_reluctant": self._is_reluctant,
            }
            return connection.execute(TAKE, values).fetchone() is not None

        try:
            return self._machine.run(take)
        except ServiceError:
            return False

    def _do(self, chore: PeriodicJob) -> None:
        """Do *chore*, logging the first failure of a row of them, and the recovery.

        One that fails in a way that nobody thought of must not end the thread, and the others with
        it: usage would wait for ever.
        """
        try:
            chore.work()
        except ServiceError as error:
            if chore.name not in self._failing:
                log.warning("%s waits: %s", chore.name, error)
            self._failing.add(chore.name)
        except Exception:
            if chore.name not in self._failing:
                log.exception("%s failed", chore.name)
            self._failing.add(chore.name)
        else:
            self._done_at[chore.name] = self._clock.monotonic()
            if chore.name in self._failing:
                log.info("%s goes on", chore.name)
            self._failing.discard(chore.name)
