"""The store: the data that must outlive processes, in SQLite or Postgres.

Every call is bounded in time. It runs on one of a few threads of the store, and its caller gives up
at the deadline, or earlier if the request has waited elsewhere before. A Postgres that hangs can
block those threads, but no request.
"""

import logging
import math
import os
import queue
import random
import time
from collections.abc import Callable
from typing import Any, TypeVar

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
from common.services.daemon_threads import DaemonThreadPool, SubmittedWork, WorkTimeout
from common.services.errors import StoreUnavailable
from common.services.store import schema
from common.services.store.database import execute, is_busy, is_full

Result = TypeVar("Result")
# Wraps work so that it runs on another thread, while the calling thread serves other requests.
Offload = Callable[[Callable[[], Any]], Callable[[], Any]]

# With the 0.1 s that Redis may take to count the request, less than 0.3 s.
DEADLINE_SECONDS = 0.19
# A server that did not answer in this time has failed. It is less than the deadline because most
# requests have waited for Redis before.
FAILURE_SECONDS = 0.15
MIGRATION_SECONDS = 30.0
# A server that was slow for a moment must be tried again soon: until then, callers whose
# credentials are not cached get 503.
FIRST_PAUSE_SECONDS = 0.5
CLOSING_SECONDS = 1.0
# Frequent health checks must not write as often.
PROBE_SECONDS = 1.0
CONNECTIONS = 4
BUSY_PAUSE_SECONDS = 0.005

# Errors that the values of a statement cause; the caller handles them.
VALUE_ERRORS = (DataError, IntegrityError)

log = logging.getLogger(__name__)


class Store:
    """One database, as this process reaches it. Safe for threads, greenlets and after a fork.

    Arguments:
        connect: makes a database with one connection.
        clock: the time.
    """

    def __init__(self, connect: Callable[[], Database], clock: Clock) -> None:
        self._connect = connect
        self._clock = clock
        self._breaker = CircuitBreaker("the store", clock, first_pause_seconds=FIRST_PAUSE_SECONDS)
        self._threads = DaemonThreadPool(CONNECTIONS, "store")
        self._is_migrated = False
        self._written_at = -math.inf
        self._offload: Offload = _in_place
        self._reset()

    def _reset(self) -> None:
        self._pid = os.getpid()
        # As many connections as threads, so that no thread waits for one; last in, first out, so
        # that connections beyond the first few are opened only under load.
        self._idle: queue.LifoQueue[Database] = queue.LifoQueue()
        databases = [self._connect() for _ in range(CONNECTIONS)]
        self._is_file = isinstance(databases[0], SqliteDatabase)
        for database in databases:
            self._idle.put(database)

    def run(self, work: Callable[[Database], Result], seconds: float | None = None) -> Result:
        """Return the result of *work*, called with a connected database whose tables are current.

        Args:
            work: may block; it runs on a thread of the store, and may end after the deadline.
            seconds: the deadline, `DEADLINE_SECONDS` by default.

        Raises:
            StoreUnavailable: the store did not answer in time, or failed a moment ago. A server
                that does not answer at all is given `DEADLINE_SECONDS`, whatever the deadline.
        """
        if not self._breaker.admits():
            raise StoreUnavailable("the store failed a moment ago")
        seconds = DEADLINE_SECONDS if seconds is None else seconds
        if seconds <= DEADLINE_SECONDS:
            with wait_budget.waiting(self._clock, seconds):
                return self._wait(self._submit(lambda: self._work(work), seconds), seconds)
        if not self._is_file:
            # Long work is not charged to the wait budget, only a server that does not answer.
            with wait_budget.waiting(self._clock, DEADLINE_SECONDS, only_if_raises=True):
                ping = self._submit(lambda: self._with_connection(_ping), DEADLINE_SECONDS)
                self._wait(ping)
        return self._wait(self._submit(lambda: self._work(self._aside(work)), seconds), seconds)

    def offload_long_work(self, offload: Offload) -> None:
        """Run long work on a SQLite file by *offload* from now on.

        The threads of the store are greenlets in a gevent worker, and SQLite blocks the thread
        that all of them share: 20 to 100 ms for a batch of some megabytes, if its commit also
        copies the write-ahead log into the file (sqlite.org/wal, 3.1).
        """
        self._offload = offload

    def connect_ahead(self) -> None:
        """Begin to connect to a server, and return without waiting for it.

        On a busy machine, that takes longer than a request may wait.
        """
        if not self._is_file:
            self._submit(lambda: self._work(lambda _: None), MIGRATION_SECONDS)

    def _aside(self, work: Callable[[Database], Result]) -> Callable[[Database], Result]:
        if not self._is_file:
            # psycopg waits as gevent wants it.
            return work

        def run(database: Database) -> Result:
            result: Result = self._offload(lambda: work(database))()
            return result

        return run

    def migrate(self, seconds: float = MIGRATION_SECONDS) -> list[str]:
        """Bring the tables up to date; return the names of the applied migrations.

        Raises:
            StoreUnavailable: the database does not answer.
        """
        job = self._submit(lambda: self._with_connection(self._migrate), seconds)
        return self._wait(job, seconds)

    def status(self, seconds: float = MIGRATION_SECONDS) -> list[schema.Migration]:
        """Return every migration and whether it is applied.

        Raises:
            StoreUnavailable: the database does not answer.
        """
        job = self._submit(lambda: self._with_connection(schema.status), seconds)
        return self._wait(job, seconds)

    def probe(
        self, measure: Callable[[Database], Result]
    ) -> Callable[[float], tuple[bool, Result | None]]:
        """Begin to check whether the store answers and can be written, and to read *measure*.

        Returns:
            A function that waits up to the given seconds. It returns True if the store can be
            written, and the measure; False and None if it does not answer.
        """
        if not self._breaker.admits():
            return lambda _seconds: (False, None)

        def work(database: Database) -> tuple[bool, Result]:
            return self._is_writable(database), measure(database)

        # Begun before it is waited for: a health check asks several services at the same time.
        job = self._submit(lambda: self._work(work), DEADLINE_SECONDS)

        def result(seconds: float) -> tuple[bool, Result | None]:
            try:
                return self._wait(job, DEADLINE_SECONDS, within=seconds)
            except StoreUnavailable:
                return False, None

        return result

    def close(self) -> None:
        """Close this process's connections."""
        if self._pid != os.getpid():
            return
        self._threads.stop(CLOSING_SECONDS)
        while not self._idle.empty():
            _close(self._idle.get())

    def _submit(self, attempt: Callable[[], Result], seconds: float) -> SubmittedWork[Result]:
        return self._threads.submit(lambda: _retry(attempt, seconds))

    def _work(self, work: Callable[[Database], Result]) -> Result:
        def migrated(database: Database) -> Result:
            # A store that was away at the start is migrated by the first one that reaches it.
            if not self._is_migrated:
                self._migrate(database)
            return work(database)

        return self._with_connection(migrated)

    def _with_connection(self, work: Callable[[Database], Result]) -> Result:
        if self._pid != os.getpid():  # the connections belong to the parent of the fork
            self._reset()
        database = self._idle.get()
        try:
            _connect(database)
            return work(database)
        except VALUE_ERRORS:
            raise
        except (DatabaseError, InterfaceError) as error:
            # The connection may be broken; a busy or full SQLite file is no reason to reopen it.
            if not is_busy(error) and not is_full(error):
                _close(database)
            raise
        finally:
            self._idle.put(database)

    def _is_writable(self, database: Database) -> bool:
        """Return True if *database* can be written: a standby can't, nor can a full disk.

        A file can only be checked by writing to it, at most once in `PROBE_SECONDS`.
        """
        if not self._is_file:
            setting = execute(database, "SELECT current_setting('transaction_read_only')")
            return setting == [("off",)]
        _ping(database)
        if self._clock.monotonic() - self._written_at >= PROBE_SECONDS:
            try:
                _probe_write(database)
            except OperationalError as error:
                # A file that another connection is writing to is writable.
                return is_busy(error)
            self._written_at = self._clock.monotonic()
        return True

    def _migrate(self, database: Database) -> list[str]:
        applied = schema.migrate(database)
        if applied:
            log.info("store migrated: %s", ", ".join(applied))
        self._is_migrated = True
        return applied

    def _wait(
        self,
        job: SubmittedWork[Result],
        seconds: float | None = None,
        within: float = math.inf,
    ) -> Result:
        """Return the result of *job*, and record for the breaker whether the store answered.

        Args:
            job: the submitted work.
            seconds: its deadline, `DEADLINE_SECONDS` by default.
            within: how long this caller waits, if that is less.
        """
        seconds = DEADLINE_SECONDS if seconds is None else seconds
        within = min(seconds, within)
        if seconds <= DEADLINE_SECONDS:
            within = min(within, wait_budget.left_seconds())
        try:
            result = job.result(within)
        except WorkTimeout as timeout:
            # No failure: a file that others write to, work that waited for a thread of this
            # process, and a caller that had little time left.
            if not self._is_file and timeout.begun and within >= min(seconds, FAILURE_SECONDS):
                self._breaker.failed(timeout)
            raise StoreUnavailable(f"the store: {timeout}") from timeout
        except (OperationalError, InterfaceError) as error:
            # A full disk can still be read.
            if not is_busy(error) and not is_full(error):
                self._breaker.failed(error)
            raise StoreUnavailable(f"the store: {first_line(error)}") from error
        except VALUE_ERRORS:
            raise
        except DatabaseError as error:
            # The server answers, but refuses the statement: it is read-only, denies rights, has
            # lost its tables, or the file is not SQLite's.
            if isinstance(error, ProgrammingError):
                self._is_migrated = False
            raise StoreUnavailable(f"the store: {first_line(error)}") from error
        self._breaker.succeeded()
        return result


def _in_place(work: Callable[[], Result]) -> Callable[[], Result]:
    return work


def _retry(attempt: Callable[[], Result], seconds: float) -> Result:
    """Return the result of *attempt*, repeated for *seconds* while another writes to SQLite."""
    end = time.monotonic() + seconds
    while True:
        try:
            return attempt()
        except OperationalError as error:
            if not is_busy(error) or time.monotonic() > end:
                raise
        time.sleep(BUSY_PAUSE_SECONDS * random.random())  # noqa: S311 - spreads contenders


def _connect(database: Database) -> None:
    """Connect *database*, again if the server has closed its connection."""
    if not database.is_closed():
        try:
            _ping(database)
        except (OperationalError, InterfaceError):
            _close(database)
    database.connect(reuse_if_open=True)


def _ping(database: Database) -> None:
    execute(database, "SELECT 1")


def _probe_write(database: Database) -> None:
    """Rewrite a page unchanged: that of ``user_version``, which SQLite leaves to applications."""
    ((number,),) = execute(database, "PRAGMA user_version")
    execute(database, f"PRAGMA user_version = {number:d}")


def _close(database: Database) -> None:
    try:
        database.close()
    except DatabaseError:
        # A transaction was open on a dead connection; the server has rolled it back.
        database.dispose()
