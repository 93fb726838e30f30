"""The state that the processes of one machine share without a server: a SQLite file.

It has all shared state if no Redis is configured, and what is needed while Redis is unavailable.
One connection per process serves all threads, because a statement takes some 25 µs. Nothing yields
within a transaction, so that a gevent worker never holds the write lock while it serves another
request. SQLite's own wait for a lock would stall such a worker: SQLite fails without waiting
instead, and the transaction is tried again after a pause that yields.
"""

import math
import os
import random
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from common.services.errors import StateUnavailable
from common.services.private_files import FOLDER_MODE, prepare_sqlite

Result = TypeVar("Result")

# A transaction takes microseconds, but its process may lose the processor in the middle of one:
# with 32 clients on two busy cores, others waited more than 0.2 s. Waiting is better than a 503.
LOCK_WAIT_SECONDS = 2.0
PAUSE_SECONDS = 0.001
# The most that one attempt and its pause count: in a busy worker all other requests run between two
# attempts.
MAX_ATTEMPT_SECONDS = 0.05
OPENING_WAIT_SECONDS = 5.0
# On a disk with less room, a single page may still be written although a transaction can't be.
ROOM_BYTES = 1_000_000
# Two ticks of the coarsest clock that stamps files (CONFIG_HZ=100).
SETTLED_NS = 20_000_000
# Frequent health checks must not write as often.
PROBE_SECONDS = 1.0

SCHEMA = """
CREATE TABLE IF NOT EXISTS daemons (
    daemon TEXT PRIMARY KEY, process TEXT NOT NULL, open INTEGER NOT NULL, expires_at REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counters (
    name TEXT PRIMARY KEY, value INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS living (
    process TEXT PRIMARY KEY, name TEXT NOT NULL, started_at REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS callers (
    caller TEXT PRIMARY KEY, tat_us INTEGER NOT NULL, day INTEGER NOT NULL, used INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shared_counts (
    caller TEXT PRIMARY KEY, day INTEGER NOT NULL, used INTEGER NOT NULL, merged INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS usage (
    day INTEGER, caller TEXT, interface TEXT, format TEXT,
    used INTEGER NOT NULL, returned INTEGER NOT NULL DEFAULT 0,
    flushed_used INTEGER NOT NULL DEFAULT 0, flushed_returned INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (day, caller, interface, format)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS leases (
    name TEXT PRIMARY KEY, holder TEXT NOT NULL, until REAL NOT NULL
) WITHOUT ROWID;
INSERT OR IGNORE INTO facts (name, value) VALUES ('source', lower(hex(randomblob(8))));
INSERT OR IGNORE INTO facts (name, value) VALUES ('credentials', '0');
CREATE TABLE IF NOT EXISTS tickets (
    digest TEXT PRIMARY KEY, proof TEXT NOT NULL, expires_at REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS attempts (key TEXT, at REAL);
CREATE INDEX IF NOT EXISTS attempts_of_key ON attempts (key, at);
"""


class LocalState:
    """The SQLite file at *path*. Safe for threads, greenlets and after a fork.

    Attributes:
        path: of the file; other files of the machine's state are next to it.

    Raises:
        StateUnavailable: the file can't be opened, or is not a SQLite file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._log = path.with_name(f"{path.name}-wal")
        self._lock = threading.Lock()
        self._written_at = -math.inf
        self._connection = self._open()
        self._pid = os.getpid()

    def _open(self) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
            prepare_sqlite(self.path)
        except OSError as error:
            raise StateUnavailable(f"{self.path}: {error}") from error
        return self._retry(self._connect, OPENING_WAIT_SECONDS)

    def _connect(self) -> sqlite3.Connection:
        # Another process may create the file at the same moment: when two change the journal mode,
        # SQLite fails one of them without waiting, whatever the busy timeout.
        connection = sqlite3.connect(
            self.path, isolation_level=None, check_same_thread=False, timeout=0
        )
        try:
            # Readers don't wait for the writer, and a commit appends to one file.
            connection.execute("PRAGMA journal_mode = WAL")
            # A power failure may lose the last commits, but never corrupts the file
            # (sqlite.org/pragma).
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.executescript(SCHEMA)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def run(
        self, statements: Callable[[sqlite3.Connection], Result], seconds: float | None = None
    ) -> Result:
        """Return the result of *statements*, run in one transaction that holds the write lock.

        Args:
            statements: may run more than once, and must neither block nor yield.
            seconds: how long to wait for the lock, longer in a busy process; `LOCK_WAIT_SECONDS`
                if it is None.

        Raises:
            StateUnavailable: other processes held the lock, or the disk failed.
        """
        return self._retry(lambda: self._transact(statements), seconds)

    def read(
        self, sql: str, values: tuple[object, ...] = ()
    ) -> list[tuple[str | int | float | bytes | None, ...]]:
        """Return the rows of a query.

        Raises:
            StateUnavailable: the disk failed.
        """

        def fetch() -> list[tuple[str | int | float | bytes | None, ...]]:
            with self._lock, closing(self._connected().execute(sql, values)) as cursor:
                return cursor.fetchall()

        return self._retry(fetch)

    def version(self) -> int | None:
        """Return a number that is another one after each write by any process.

        It takes a twentieth of a query. None means that it can't be told now: the file was written
        to a moment ago, or is not open in any process.
        """
        try:
            # Each transaction begins with a write to the log (sqlite.org/walformat).
            written_ns = self._log.stat().st_mtime_ns
        except OSError:
            return None
        # Two writes within one tick of the kernel's clock leave the same time.
        return written_ns if time.time_ns() - written_ns > SETTLED_NS else None

    def is_writable(self) -> bool:
        """Return True if the disk has room, and a write succeeds or did within `PROBE_SECONDS`.

        A file that another process is writing to is writable.
        """
        if not self._has_room():
            return False
        # A write proves more than a question, and costs a sync of the disk: not at each probe.
        if time.monotonic() - self._written_at < PROBE_SECONDS:
            return True
        try:
            self.run(probe_write, 0.0)
        except StateUnavailable as error:
            return _is_busy(error.__cause__)
        self._written_at = time.monotonic()
        return True

    def _has_room(self) -> bool:
        try:
            return shutil.disk_usage(self.path.parent).free >= ROOM_BYTES
        except OSError:
            return False

    def _transact(self, statements: Callable[[sqlite3.Connection], Result]) -> Result:
        with self._lock:
            connection = self._connected()
            # Takes the write lock first: a transaction that reads and then writes could fail with
            # SQLITE_BUSY at once.
            connection.execute("BEGIN IMMEDIATE")
            try:
                result = statements(connection)
                connection.execute("COMMIT")
            except BaseException:
                # Including gevent's Timeout. SQLite may have rolled back by itself.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            return result

    def _connected(self) -> sqlite3.Connection:
        # A connection must not cross a fork, nor be closed by the child (sqlite.org/howtocorrupt).
        if self._pid != os.getpid():
            self._connection = self._open()
            self._pid = os.getpid()
        return self._connection

    def _retry(self, attempt: Callable[[], Result], seconds: float | None = None) -> Result:
        """Return the result of *attempt*, repeated while other processes hold the lock."""
        left = LOCK_WAIT_SECONDS if seconds is None else seconds
        while True:
            began = time.monotonic()
            try:
                return attempt()
            except sqlite3.Error as error:
                # Any other error would recur.
                if not _is_busy(error) or left < 0:
                    raise StateUnavailable(f"{self.path}: {error}") from error
            time.sleep(PAUSE_SECONDS * random.random())  # noqa: S311 - spreads contenders, no secret
            left -= min(time.monotonic() - began, MAX_ATTEMPT_SECONDS)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connected().close()


def probe_write(connection: sqlite3.Connection) -> None:
    """Rewrite a page unchanged: that of ``user_version``, which SQLite leaves to applications."""
    ((number,),) = connection.execute("PRAGMA user_version").fetchall()
    # PRAGMA takes no parameters; the number is an integer that SQLite returned.
    connection.execute(f"PRAGMA user_version = {number:d}")


def _is_busy(error: BaseException | None) -> bool:
    # The low byte is the primary code; extended ones such as SQLITE_BUSY_SNAPSHOT share it.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
