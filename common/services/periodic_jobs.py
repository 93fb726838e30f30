"""The jobs that one process of each machine runs every second, such as flushing usage counts.

Every serving process may run them; a lease in the machine's file names the one that does. If that
process is killed, another takes over when its lease has expired.
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
# Writing to SQLite stalls the requests of a gevent worker for milliseconds: any other process is
# preferred.
RELUCTANT_PROCESS = "rest"

ACQUIRE_LEASE = """
INSERT INTO leases (name, holder, until) VALUES ('upkeep', :holder, :until)
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
WHERE holder = :holder OR until <= :now
   OR until > :until  -- acquired before the clock was set back
   OR (holder LIKE :reluctant AND NOT :is_reluctant)
RETURNING holder
"""

log = logging.getLogger(__name__)


class PeriodicJob(Struct, frozen=True):
    """A job that is repeated.

    Attributes:
        name: its name in the log.
        run: does the work; raises ServiceError if it has to wait.
        interval_seconds: the least time from one success to the next run.
    """

    name: str
    run: Callable[[], object]
    interval_seconds: float = 0.0


class PeriodicJobRunner:
    """The thread that runs the jobs.

    Arguments:
        own_work: what every process does for itself, lease or not.
        jobs: what the holder of the lease does for the machine.
        state: the machine's state, which has the lease.
        clock: the time.
        interval_seconds: the time between two rounds.
        process: the name of this process.
    """

    def __init__(
        self,
        own_work: Callable[[], None],
        jobs: Sequence[PeriodicJob],
        state: LocalState,
        clock: Clock,
        interval_seconds: float,
        process: str,
    ) -> None:
        self._own_work = own_work
        self._jobs = jobs
        self._state = state
        self._clock = clock
        self._interval_seconds = interval_seconds
        self._is_reluctant = process == RELUCTANT_PROCESS
        # Random, because process ids recur, also over containers that share a volume.
        self._holder = f"{process}-{os.getpid()}-{secrets.token_hex(4)}"
        self._failing: set[str] = set()
        self._succeeded_at: dict[str, float] = {}
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread; call it once, in the process that serves, after any fork."""
        self._thread = threading.Thread(target=self._loop, name="periodic-jobs", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Run a last round and end the thread."""
        if self._thread is not None:
            self._stopping.set()
            self._thread.join(LEASE_SECONDS)
            self._thread = None

    def run_once(self) -> bool:
        """Run the jobs that are due; return True if this process holds the lease."""
        self._own_work()
        if not self._acquire_lease():
            return False
        for job in self._jobs:
            # Of the last success: a failed job is tried again at the next turn.
            last = self._succeeded_at.get(job.name, -math.inf)
            if self._clock.monotonic() - last >= job.interval_seconds:
                self._run(job)
        return True

    def _loop(self) -> None:
        while not self._stopping.wait(self._interval_seconds):
            self.run_once()
        self.run_once()

    def _acquire_lease(self) -> bool:
        def acquire(connection: sqlite3.Connection) -> bool:
            # Read inside the transaction: by an earlier time, a lease that another process acquired
            # while this one waited would seem to be from the future.
            now = self._clock.now()
            values = {
                "holder": self._holder,
                "until": now + LEASE_SECONDS + self._interval_seconds,
                "now": now,
                "reluctant": f"{RELUCTANT_PROCESS}-%",
                "is_reluctant": self._is_reluctant,
            }
            return connection.execute(ACQUIRE_LEASE, values).fetchone() is not None

        try:
            return self._state.run(acquire)
        except ServiceError:
            return False

    def _run(self, job: PeriodicJob) -> None:
        """Run *job*, and log its first failure and its recovery only."""
        try:
            job.run()
        except ServiceError as error:
            if job.name not in self._failing:
                log.warning("%s waits: %s", job.name, error)
            self._failing.add(job.name)
        except Exception:
            # One broken job must not end the thread, and with it all the others.
            if job.name not in self._failing:
                log.exception("%s failed", job.name)
            self._failing.add(job.name)
        else:
            self._succeeded_at[job.name] = self._clock.monotonic()
            if job.name in self._failing:
                log.info("%s works again", job.name)
            self._failing.discard(job.name)
