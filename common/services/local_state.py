"""The state that the processes of one machine share without a server: a SQLite file.

It holds everything where no Redis is configured, and whatever must hold while Redis is gone. One
connection a process serves all threads, since a statement takes some 25 µs; nothing yields between
a statement's start and its end, so that a gevent worker never holds the write lock while it serves
another request. SQLite's own wait for a lock would stall such a worker: here it is refused at once
and tried again after a pause that yields.
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

Result = TypeVar("Result")

# A transaction takes microseconds, but its process may lose the processor in the middle of one: on
# two busy cores with 32 clients others waited above 0.2 s. Waiting is cheaper than a refusal.
LOCK_WAIT_SECONDS = 2.0
PAUSE_SECONDS = 0.001
# A try and its pause count as no more: in a busy worker all other requests come between two tries.
MOST_OF_A_TRY_SECONDS = 0.05
OPENING_WAIT_SECONDS = 5.0
# With less room on its disk a page may still be written where a count no longer is.
ROOM_BYTES = 1_000_000
# Whoever asks for health often must not write as often.
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

    Raises:
        StateUnavailable: the file can't be opened, or is no SQLite file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._took_writes_at = -math.inf
        self._connection = self._open()
        self._pid = os.getpid()

    def _open(self) -> sqlite3.Connection:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StateUnavailable(f"{self._path}: {error}") from error
        return self._patiently(self._connect, OPENING_WAIT_SECONDS)

    def _connect(self) -> sqlite3.Connection:
        # Others may be making the file too: of two that change its journal, SQLite refuses one at
        # once, whatever its busy timeout.
        connection = sqlite3.connect(
            self._path, isolation_level=None, check_same_thread=False, timeout=0
        )
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.executescript(SCHEMA)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def run(
        self, statements: Callable[[sqlite3.Connection], Result], seconds: float | None = None
    ) -> Result:
        """Run *statements* in one transaction that holds the write lock, and return their result.

        *statements* may run more than once and must neither block nor yield.

        Raises:
            StateUnavailable: others held the lock for *seconds* (`LOCK_WAIT_SECONDS` where that is
                None), or longer in a busy process, or the disk fails.
        """
        return self._patiently(lambda: self._transact(statements), seconds)

    def read(
        self, sql: str, values: tuple[object, ...] = ()
    ) -> list[tuple[str | int | float | bytes | None, ...]]:
        """Return the rows of a query.

        Raises:
            StateUnavailable: the disk fails.
        """

        def fetch() -> list[tuple[str | int | float | bytes | None, ...]]:
            with self._lock, closing(self._own().execute(sql, values)) as cursor:
                return cursor.fetchall()

        return self._patiently(fetch)

    def is_writable(self) -> bool:
        """Say whether the disk has room, and took a write within `PROBE_SECONDS` or takes one now.

        What others write to just now does.
        """
        if not self._has_room():
            return False
        if time.monotonic() - self._took_writes_at < PROBE_SECONDS:
            return True
        try:
            self.run(probe_write, 0.0)
        except StateUnavailable as error:
            return _is_busy(error.__cause__)
        self._took_writes_at = time.monotonic()
        return True

    def _has_room(self) -> bool:
        try:
            return shutil.disk_usage(self._path.parent).free >= ROOM_BYTES
        except OSError:
            return False

    def _transact(self, statements: Callable[[sqlite3.Connection], Result]) -> Result:
        with self._lock:
            connection = self._own()
            connection.execute("BEGIN IMMEDIATE")
            try:
                result = statements(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            return result

    def _own(self) -> sqlite3.Connection:
        # A connection must not cross a fork, nor be closed by the child (sqlite.org/howtocorrupt).
        if self._pid != os.getpid():
            self._connection = self._open()
            self._pid = os.getpid()
        return self._connection

    def _patiently(self, attempt: Callable[[], Result], seconds: float | None = None) -> Result:
        left = LOCK_WAIT_SECONDS if seconds is None else seconds
        while True:
            began = time.monotonic()
            try:
                return attempt()
            except sqlite3.Error as error:
                if not _is_busy(error) or left < 0:
                    raise StateUnavailable(f"{self._path}: {error}") from error
            time.sleep(PAUSE_SECONDS * random.random())  # noqa: S311 - spreads contenders, no secret
            left -= min(time.monotonic() - began, MOST_OF_A_TRY_SECONDS)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._own().close()


def probe_write(connection: sqlite3.Connection) -> None:
    """Write a page as it is: SQLite's number for applications, of which we make no use."""
    ((number,),) = connection.execute("PRAGMA user_version").fetchall()
    connection.execute(f"PRAGMA user_version = {number:d}")


def _is_busy(error: BaseException | None) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
