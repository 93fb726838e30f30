"""The store: what must outlive processes, in SQLite or Postgres.

Every call is bounded in time: it runs on one of a few threads of the store's own, and whoever waits
for it gives up at the deadline, or sooner where a request has waited elsewhere before. A Postgres
that hangs can hold those threads, but no request.
"""

import logging
import math
import os
import queue
import random
import time
from collections.abc import Callable
from typing import TypeVar

from peewee import (
    Database,
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
    SqliteDatabase,
)

from common.services import wait_budget
from common.services.circuit_breaker import CircuitBreaker, first_line
from common.services.clock import Clock
from common.services.daemon_threads import DaemonThreadPool, Job, WorkTimeout
from common.services.errors import StoreUnavailable
from common.services.store import schema
from common.services.store.database import is_busy, is_full
from common.services.store.sql import execute

Result = TypeVar("Result")

# Beside the 0.1 s that Redis may take to count the request.
DEADLINE_SECONDS = 0.19
# A server that had so long and did not answer is away; most requests have waited for Redis before.
TELLING_SECONDS = 0.15
MIGRATION_SECONDS = 30.0
# One that was slow for a moment, on a busy machine, must not be left alone for long: whoever is not
# remembered is turned away meanwhile.
FIRST_PAUSE_SECONDS = 0.5
CLOSING_SECONDS = 1.0
# Whoever asks for health often must not write as often.
PROBE_SECONDS = 1.0
CONNECTIONS = 4
BUSY_PAUSE_SECONDS = 0.005

# What the values of a statement are to blame for.
OF_THE_CALLER = (DataError, IntegrityError)

log = logging.getLogger(__name__)


class Store:
    """One database, as this process reaches it. Safe for threads, greenlets and after a fork.

    Arguments: what makes a database of one connection, and the clock.
    """

    def __init__(self, connect: Callable[[], Database], clock: Clock) -> None:
        self._connect = connect
        self._clock = clock
        self._breaker = CircuitBreaker("the store", clock, first_pause_seconds=FIRST_PAUSE_SECONDS)
        self._crew = DaemonThreadPool(CONNECTIONS, "store")
        self._migrated = False
        self._took_writes_at = -math.inf
        self._begin()

    def _begin(self) -> None:
        self._pid = os.getpid()
        # As many as threads, so that no thread ever waits for one; last in, first out, so that
        # connections beyond the first few are made only under load.
        self._idle: queue.LifoQueue[Database] = queue.LifoQueue()
        databases = [self._connect() for _ in range(CONNECTIONS)]
        self._is_file = isinstance(databases[0], SqliteDatabase)
        for database in databases:
            self._idle.put(database)

    def dispose(self) -> None:
        """Leave the connections to the parent; call it after a fork, before the first use."""
        self._begin()

    @property
    def answers(self) -> bool:
        """Whether the store answered when it was last asked."""
        return self._breaker.closed

    def run(self, work: Callable[[Database], Result], seconds: float = DEADLINE_SECONDS) -> Result:
        """Return what *work* returns, run with a connected database of up-to-date tables.

        Args:
            work: may block; it runs on a thread of the store, and may end after the deadline.
            seconds: the deadline.

        Raises:
            StoreUnavailable: there is no answer in time, or there was none a moment ago. A server
                that is away takes nobody longer than `DEADLINE_SECONDS`.
        """
        if not self._breaker.admits():
            raise StoreUnavailable("the store failed a moment ago")
        if seconds <= DEADLINE_SECONDS:
            with wait_budget.waiting(self._clock, seconds):
                return self._wait(self._submit(lambda: self._work(work), seconds), seconds)
        if not self._is_file:
            with wait_budget.waiting(self._clock, DEADLINE_SECONDS, only_in_vain=True):
                self._wait(self._submit(lambda: self._with_connection(_nothing), DEADLINE_SECONDS))
        return self._wait(self._submit(lambda: self._work(work), seconds), seconds)

    def migrate(self, seconds: float = MIGRATION_SECONDS) -> list[str]:
        """Bring the tables up to date and return the names of what was applied.

        Raises:
            StoreUnavailable: the database does not answer.
        """
        return self._wait(
            self._submit(lambda: self._with_connection(self._migrate), seconds), seconds
        )

    def status(self, seconds: float = MIGRATION_SECONDS) -> list[schema.Migration]:
        """Return every migration and whether it is applied.

        Raises:
            StoreUnavailable: the database does not answer.
        """
        job = self._submit(lambda: self._with_connection(schema.status), seconds)
        return self._wait(job, seconds)

    def probe(self) -> Callable[[float], bool]:
        """Begin to ask whether the store answers and may be written.

        The result waits up to so many seconds for it.
        """
        if not self._breaker.admits():
            return lambda _seconds: False
        job = self._submit(lambda: self._work(self._takes_writes), DEADLINE_SECONDS)

        def answered(seconds: float) -> bool:
            try:
                return self._wait(job, DEADLINE_SECONDS, within=seconds)
            except StoreUnavailable:
                return False

        return answered

    def close(self) -> None:
        """Close this process's connections."""
        if self._pid != os.getpid():
            return
        self._crew.dismiss(CLOSING_SECONDS)
        while not self._idle.empty():
            _close(self._idle.get())

    def _submit(self, attempt: Callable[[], Result], seconds: float) -> Job[Result]:
        return self._crew.submit(lambda: _patiently(attempt, seconds))

    def _work(self, work: Callable[[Database], Result]) -> Result:
        def migrated(database: Database) -> Result:
            if not self._migrated:
                self._migrate(database)
            return work(database)

        return self._with_connection(migrated)

    def _with_connection(self, work: Callable[[Database], Result]) -> Result:
        if self._pid != os.getpid():
            self._begin()
        database = self._idle.get()
        try:
            _connect(database)
            return work(database)
        except OF_THE_CALLER:
            raise
        except (DatabaseError, InterfaceError) as error:
            if not is_busy(error) and not is_full(error):
                _close(database)
            raise
        finally:
            self._idle.put(database)

    def _takes_writes(self, database: Database) -> bool:
        """Say whether the store takes writes: a standby does not, nor does a full disk.

        Of a file that can only be told by writing, which `PROBE_SECONDS` are good for.
        """
        if not self._is_file:
            setting = execute(database, "SELECT current_setting('transaction_read_only')")
            return setting == [("off",)]
        _nothing(database)
        if self._clock.monotonic() - self._took_writes_at >= PROBE_SECONDS:
            try:
                _write_nothing_new(database)
            except OperationalError as error:
                # What others write to just now takes writes.
                return is_busy(error)
            self._took_writes_at = self._clock.monotonic()
        return True

    def _migrate(self, database: Database) -> list[str]:
        applied = schema.migrate(database)
        if applied:
            log.info("store migrated: %s", ", ".join(applied))
        self._migrated = True
        return applied

    def _wait(
        self, job: Job[Result], seconds: float = DEADLINE_SECONDS, within: float = math.inf
    ) -> Result:
        within = min(seconds, within)
        if seconds <= DEADLINE_SECONDS:
            within = min(within, wait_budget.left_seconds())
        try:
            result = job.result(within)
        except WorkTimeout as late:
            # A file that others write to is no server that has gone; nor is one that had no time,
            # or was not asked because others of this process were before us.
            if not self._is_file and late.begun and within >= min(seconds, TELLING_SECONDS):
                self._breaker.failed(late)
            raise StoreUnavailable(f"the store: {late}") from late
        except (OperationalError, InterfaceError) as error:
            # What is full can still be read.
            if not is_busy(error) and not is_full(error):
                self._breaker.failed(error)
            raise StoreUnavailable(f"the store: {first_line(error)}") from error
        except OF_THE_CALLER:
            raise
        except DatabaseError as error:
            # It answers, but not this: it is read-only, is no file of SQLite's, gives no rights, or
            # has lost its tables.
            if isinstance(error, ProgrammingError):
                self._migrated = False
            raise StoreUnavailable(f"the store: {first_line(error)}") from error
        self._breaker.succeeded()
        return result


def _patiently(attempt: Callable[[], Result], seconds: float) -> Result:
    """Return what *attempt* does, tried again for *seconds* while another writes to SQLite."""
    end = time.monotonic() + seconds
    while True:
        try:
            return attempt()
        except OperationalError as error:
            if not is_busy(error) or time.monotonic() > end:
                raise
        time.sleep(BUSY_PAUSE_SECONDS * random.random())  # noqa: S311 - spreads contenders


def _connect(database: Database) -> None:
    """Connect *database*, anew where the server has closed the connection meanwhile."""
    if not database.is_closed():
        try:
            _nothing(database)
        except (OperationalError, InterfaceError):
            _close(database)
    database.connect(reuse_if_open=True)


def _nothing(database: Database) -> None:
    execute(database, "SELECT 1")


def _write_nothing_new(database: Database) -> None:
    """Write a page as it is: SQLite's number for applications, of which we make no use."""
    ((number,),) = execute(database, "PRAGMA user_version")
    execute(database, f"PRAGMA user_version = {number:d}")


def _close(database: Database) -> None:
    try:
        database.close()
    except DatabaseError:
        # A transaction was open on a dead connection; the server has rolled it back.
        database.dispose()
