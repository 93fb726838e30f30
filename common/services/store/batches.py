"""Batches in the store: their rows and the errors in them, never an image.

    BatchStorageFull   a bound on stored bytes would be exceeded

Bad rows cost no quota, so that the bytes of batches are bounded: for each caller, and for all. The
bytes of a batch are reserved before its rows are written. A reservation whose process was killed
expires by itself.
"""

import itertools
import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Literal

from msgspec import Struct, structs
from peewee import Database, SqliteDatabase

from common.services.clock import Clock
from common.services.errors import StoreUnavailable
from common.services.store.database import execute
from common.services.store.store import Store

WRITE_SECONDS = 10.0
READ_SECONDS = 2.0
# Three values per row; SQLite allows 32,766 values per statement.
ROWS_PER_STATEMENT = 1_000
# Tables and indexes take about as much besides the text: measured with 50,000 rows in SQLite and in
# Postgres.
BATCH_BYTES = 1_024
ROW_BYTES = 128
# Longer than writing a batch may take. Then its process was killed.
RESERVED_SECONDS = 60
# Expired batches are deleted once a minute.
DELETE_SECONDS = 60
# A SQLite file shares its disk with state that everything needs, such as the counters of limits.
# A transaction is written twice: to the log and to the file (sqlite.org/wal).
FREE_BYTES = 64 << 20
COPIES = 2
# With less room the service is degraded. A table of a thousand rows needs about half of it.
MIN_ROOM_BYTES = 1 << 20
# Any number will do, but every version of this product must use the same one.
POSTGRES_LOCK = 0x62617463

# A piece of what was sent: a statement of many mebibytes would block others.
SOURCE_BYTES = 1 << 19

RESERVE = """
INSERT INTO batches (id, caller, created_at, expires_at, request, labels, bytes, complete, charged)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
COMPLETE = "UPDATE batches SET complete = ?, expires_at = ? WHERE id = ? RETURNING id"
GET = """
SELECT id, caller, created_at, expires_at, request,
    (SELECT COUNT(*) FROM batch_rows WHERE batch_id = batches.id), charged, revision, labels
FROM batches WHERE id = ? AND expires_at > ? AND complete = ?
"""
# The revision tells a download that rows were replaced while it was running.
ROWS = """
SELECT batch_rows.number, batch_rows.content, batches.revision
FROM batch_rows JOIN batches ON batches.id = batch_rows.batch_id
WHERE batch_rows.batch_id = ? AND batch_rows.number > ? ORDER BY batch_rows.number LIMIT ?
"""
SOURCES = "SELECT content FROM batch_sources WHERE batch_id = ? ORDER BY number"
CHARGE = """
UPDATE batches SET charged = ? WHERE id = ? AND revision = ? AND charged = ? RETURNING id
"""
REPLACE = """
UPDATE batches SET request = ?, labels = ?, bytes = ?, revision = revision + 1, charged = ?
WHERE id = ? AND revision = ? RETURNING id
"""
MEND = """
UPDATE batches SET request = ?, bytes = bytes + ?, revision = revision + 1
WHERE id = ? AND revision = ? RETURNING id
"""
MEND_ROW = "UPDATE batch_rows SET content = ? WHERE batch_id = ? AND number = ?"
# Expired batches count until they are deleted: they occupy the disk as long.
USED = """
SELECT COALESCE(SUM(bytes), 0),
    COALESCE(SUM(CASE WHEN caller = ? THEN bytes END), 0),
    COALESCE(SUM(CASE WHEN SUBSTR(caller, 1, 5) <> 'user:' THEN bytes END), 0)
FROM batches
"""
EXPIRING = "SELECT expires_at, bytes FROM batches WHERE caller = ? ORDER BY expires_at"
NEXT_EXPIRY = "SELECT MIN(expires_at) FROM batches"


class Bounds(Struct, frozen=True):
    """How much may be stored.

    Attributes:
        ttl_seconds: lifetime of a batch.
        caller_bytes: of all batches of one caller.
        all_bytes: of all batches. Callers without credentials may use half of it together, since
            addresses are cheaper than accounts.
    """

    ttl_seconds: int
    caller_bytes: int
    all_bytes: int


class BatchStorageFull(Exception):
    """A bound on stored bytes would be exceeded.

    Attributes:
        whose: ``caller`` if the caller's own batches fill it, ``all`` if those of all callers do.
        used_bytes: what is stored.
        limit_bytes: the bound.
        retry_after_seconds: when enough will have expired; 0 if the batch will never fit.
    """

    def __init__(
        self,
        whose: Literal["caller", "all"],
        used_bytes: int,
        limit_bytes: int,
        retry_after_seconds: int,
    ) -> None:
        super().__init__(f"{used_bytes} of {limit_bytes} bytes of batches are in use")
        self.whose = whose
        self.used_bytes = used_bytes
        self.limit_bytes = limit_bytes
        self.retry_after_seconds = retry_after_seconds


class BatchChanged(Exception):
    """The rows of the batch were replaced, or the batch was deleted, in the meantime."""


class Batch(Struct, frozen=True):
    """A batch without its rows.

    Attributes:
        id: hard to guess.
        caller: the key of the caller who created it.
        created_at: in seconds since 1970-01-01 UTC.
        expires_at: when it is deleted, in seconds since 1970-01-01 UTC.
        request: the options of every row, as JSON.
        row_count: number of rows.
        charged: True if the quota of its rows is charged.
        revision: how often its rows were replaced.
        labels: the options of its labels, as JSON; empty if it has none.
    """

    id: str
    caller: str
    created_at: int
    expires_at: int
    request: str
    row_count: int
    charged: bool = False
    revision: int = 0
    labels: str = ""


class Batches:
    """The tables. Every method raises StoreUnavailable if the store does not answer."""

    def __init__(self, store: Store, clock: Clock, bounds: Bounds) -> None:
        self._store = store
        self._clock = clock
        self._bounds = bounds

    def add(
        self,
        id: str,
        caller: str,
        request: str,
        rows: Sequence[str],
        source: bytes = b"",
        labels: str = "",
    ) -> Batch:
        """Store a batch, whole or not at all.

        Args:
            id: hard to guess.
            caller: the key of the caller.
            request: the options of every row, as JSON.
            rows: JSON, numbered from 1.
            source: what was sent, to make the rows again.
            labels: the options of labels, as JSON.

        Raises:
            BatchStorageFull: a bound would be exceeded.
        """
        now = int(self._clock.now())
        ends = now + self._bounds.ttl_seconds
        batch = Batch(id, caller, now, ends, request, len(rows), labels=labels)
        size = size_of(request + labels, rows, source)
        reserve = partial(_reserve, batch=batch, size=size, bounds=self._bounds)
        self._store.run(reserve, READ_SECONDS)
        given_up = threading.Event()
        write = partial(_write, batch=batch, rows=rows, source=source, given_up=given_up)
        try:
            self._store.run(write, WRITE_SECONDS)
        except BaseException:
            # gevent's Timeout, a request's deadline, is no Exception. A client that gets an error
            # never learns the id: the rows would fill the store for nothing.
            given_up.set()
            raise
        return batch

    def replace(
        self, batch: Batch, request: str, rows: Sequence[str], source: bytes, labels: str = ""
    ) -> Batch:
        """Replace the rows of *batch*, whole or not at all; its quota is then not charged.

        Raises:
            BatchStorageFull: a bound would be exceeded.
            BatchChanged: another request replaced them first, or deleted the batch.
        """
        given_up = threading.Event()
        write = partial(
            _replace,
            batch=batch,
            request=request,
            labels=labels,
            rows=rows,
            source=source,
            bounds=self._bounds,
            now=self._now(),
            given_up=given_up,
        )
        try:
            self._store.run(write, WRITE_SECONDS)
        except BaseException:
            # As above: nothing is half replaced.
            given_up.set()
            raise
        return structs.replace(
            batch,
            request=request,
            labels=labels,
            row_count=len(rows),
            charged=False,
            revision=batch.revision + 1,
        )

    def mend(self, batch: Batch, request: str, rows: Mapping[int, str], grown_bytes: int) -> Batch:
        """Replace some rows of *batch*, all of them or none; its quota stays as it is.

        Args:
            batch: the batch.
            request: the options of every row, as JSON.
            rows: JSON, by their numbers from 1.
            grown_bytes: by how much these rows are larger than those before.

        Raises:
            BatchStorageFull: a bound would be exceeded.
            BatchChanged: another request replaced them first, or deleted the batch.
        """
        grown = grown_bytes + len(request.encode()) - len(batch.request.encode())
        write = partial(
            _mend,
            batch=batch,
            request=request,
            rows=rows,
            grown=grown,
            bounds=self._bounds,
            now=self._now(),
        )
        self._store.run(write, WRITE_SECONDS)
        return structs.replace(batch, request=request, revision=batch.revision + 1)

    def charge(self, batch: Batch) -> bool:
        """Record that the quota of *batch* is charged; return False if it was recorded before.

        Raises:
            BatchChanged: its rows were replaced, or it was deleted.
        """
        # Conditional on the revision and on not being charged: of two downloads at once, one
        # charges.
        values = (True, batch.id, batch.revision, False)
        if self._store.run(partial(execute, sql=CHARGE, values=values), READ_SECONDS):
            return True
        found = self.get(batch.id)
        if found is None or found.revision != batch.revision:
            raise BatchChanged
        return False

    def source(self, id: str) -> bytes:
        """Return what was sent for a batch; empty for one of an earlier version."""
        pieces = self._store.run(partial(execute, sql=SOURCES, values=(id,)), READ_SECONDS)
        return b"".join(bytes(content) for (content,) in pieces)

    def require_room(self, caller: str, size: int = BATCH_BYTES) -> int:
        """Return how many bytes *caller* may still store, if they are at least *size*.

        Raises:
            BatchStorageFull: they are fewer.
        """
        room = partial(_room, caller=caller, size=size, bounds=self._bounds, now=self._now())
        return self._store.run(room, READ_SECONDS)

    def has_room(self, database: Database) -> bool:
        """Return True if any caller with room of its own may store another batch now.

        It runs on a thread of the store, as a part of the health check.
        """
        ((every, _, anonymous),) = execute(database, USED, ("",))
        half = self._bounds.all_bytes // 2
        left = min(self._bounds.all_bytes - int(every), half - int(anonymous))
        return left >= MIN_ROOM_BYTES and _disk_has_room(database, MIN_ROOM_BYTES)

    def used_bytes(self) -> int:
        """Return how many bytes all batches occupy."""
        rows = self._store.run(partial(execute, sql=USED, values=("",)))
        return int(rows[0][0])

    def get(self, id: str) -> Batch | None:
        """Return the batch with that id, or None if there is none or it has expired."""
        values = (id, self._now(), True)
        rows = self._store.run(partial(execute, sql=GET, values=values), READ_SECONDS)
        return Batch(*rows[0]) if rows else None

    def rows(self, id: str, after: int = 0, revision: int = 0) -> Iterator[str]:
        """Yield the rows of a batch in order after row *after*, read a thousand at a time.

        Raises:
            BatchChanged: the rows of *revision* were replaced.
        """
        # A statement per page: a cursor would hold a connection while the response is streamed.
        last = after
        while True:
            values = (id, last, ROWS_PER_STATEMENT)
            page = self._store.run(partial(execute, sql=ROWS, values=values), READ_SECONDS)
            if any(each != revision for _, _, each in page):
                raise BatchChanged
            yield from (content for _, content, _ in page)
            if len(page) < ROWS_PER_STATEMENT:
                return
            last = page[-1][0]

    def delete(self, id: str) -> bool:
        """Delete a batch; return True if there was one."""
        sql = "DELETE FROM batches WHERE id = ? RETURNING id"
        return bool(self._store.run(partial(execute, sql=sql, values=(id,)), WRITE_SECONDS))

    def delete_expired(self) -> int:
        """Delete the batches that have expired, and reservations that were never used.

        Returns:
            How many were deleted.
        """
        sql = "DELETE FROM batches WHERE expires_at <= ? RETURNING id"
        values = (self._now(),)
        return len(self._store.run(partial(execute, sql=sql, values=values), WRITE_SECONDS))

    def _now(self) -> int:
        return int(self._clock.now())


def size_of(request: str, rows: Sequence[str], source: bytes = b"") -> int:
    """Return how many bytes a batch of *rows* occupies, with its place in tables and indexes."""
    text = sum(len(row.encode()) for row in rows) + len(source)
    return BATCH_BYTES + len(request.encode()) + text + ROW_BYTES * len(rows)


def _reserve(database: Database, batch: Batch, size: int, bounds: Bounds) -> None:
    with database.atomic():
        if not isinstance(database, SqliteDatabase):
            # SQLite has one writer. In Postgres two could both find room for the last batch.
            execute(database, "SELECT pg_advisory_xact_lock(?)", (POSTGRES_LOCK,))
        _room(database, batch.caller, size, bounds, batch.created_at)
        expires_at = batch.created_at + RESERVED_SECONDS
        head = (batch.id, batch.caller, batch.created_at, expires_at, batch.request, batch.labels)
        execute(database, RESERVE, (*head, size, False, False))


def _room(database: Database, caller: str, size: int, bounds: Bounds, now: int) -> int:
    ((every, own, anonymous),) = execute(database, USED, (caller,))
    # The caller's own bound first: it is the one that the caller can do something about.
    if own + size > bounds.caller_bytes:
        wait = _wait_for(execute(database, EXPIRING, (caller,)), own + size - bounds.caller_bytes)
        wait = max(1, wait - now) + DELETE_SECONDS if wait else 0
        raise BatchStorageFull("caller", int(own), bounds.caller_bytes, wait)
    if not _disk_has_room(database, size):
        raise BatchStorageFull("all", int(every), bounds.all_bytes, DELETE_SECONDS)
    used, limit = int(every), bounds.all_bytes
    if not caller.startswith("user:") and limit - used > bounds.all_bytes // 2 - anonymous:
        used, limit = int(anonymous), bounds.all_bytes // 2
    if used + size > limit:
        ((expires_at,),) = execute(database, NEXT_EXPIRY)
        wait = max(1, expires_at - now) + DELETE_SECONDS if expires_at else 0
        raise BatchStorageFull("all", used, limit, wait)
    return min(bounds.caller_bytes - int(own), limit - used)


def _disk_has_room(database: Database, size: int) -> bool:
    """Return True if the disk of a SQLite file has room; that of a server can't be seen."""
    if not isinstance(database, SqliteDatabase):
        return True
    disk = shutil.disk_usage(Path(database.database).parent)
    return disk.free >= FREE_BYTES + COPIES * size


def _wait_for(expiring: Sequence[tuple[int, int]], needed: int) -> int:
    """Return the time at which *needed* bytes will have expired, or 0 if there are not as many."""
    for expires_at, size in expiring:
        needed -= size
        if needed <= 0:
            return expires_at
    return 0


def _write(
    database: Database,
    batch: Batch,
    rows: Sequence[str],
    source: bytes,
    given_up: threading.Event,
) -> None:
    # One transaction, so that no reader finds a batch without all of its rows.
    with database.atomic():
        _insert(database, batch.id, rows, source, given_up)
        if not execute(database, COMPLETE, (True, batch.expires_at, batch.id)):
            raise StoreUnavailable("the reservation of the batch has expired")


def _replace(
    database: Database,
    batch: Batch,
    request: str,
    labels: str,
    rows: Sequence[str],
    source: bytes,
    bounds: Bounds,
    now: int,
    given_up: threading.Event,
) -> None:
    size = size_of(request + labels, rows, source)
    with database.atomic():
        if not isinstance(database, SqliteDatabase):
            execute(database, "SELECT pg_advisory_xact_lock(?)", (POSTGRES_LOCK,))
        found = execute(database, "SELECT bytes FROM batches WHERE id = ?", (batch.id,))
        if not found:
            raise BatchChanged
        # The bytes of the old rows are free in the same transaction.
        _room(database, batch.caller, size - int(found[0][0]), bounds, now)
        values = (request, labels, size, False, batch.id, batch.revision)
        if not execute(database, REPLACE, values):
            raise BatchChanged
        execute(database, "DELETE FROM batch_rows WHERE batch_id = ?", (batch.id,))
        execute(database, "DELETE FROM batch_sources WHERE batch_id = ?", (batch.id,))
        _insert(database, batch.id, rows, source, given_up)


def _mend(
    database: Database,
    batch: Batch,
    request: str,
    rows: Mapping[int, str],
    grown: int,
    bounds: Bounds,
    now: int,
) -> None:
    with database.atomic():
        if not isinstance(database, SqliteDatabase):
            execute(database, "SELECT pg_advisory_xact_lock(?)", (POSTGRES_LOCK,))
        _room(database, batch.caller, max(0, grown), bounds, now)
        if not execute(database, MEND, (request, grown, batch.id, batch.revision)):
            raise BatchChanged
        for number, content in rows.items():
            execute(database, MEND_ROW, (content, batch.id, number))


def _insert(
    database: Database,
    id: str,
    rows: Sequence[str],
    source: bytes,
    given_up: threading.Event,
) -> None:
    numbered = enumerate(rows, 1)
    for number, start in enumerate(range(0, len(source), SOURCE_BYTES)):
        sql = "INSERT INTO batch_sources (batch_id, number, content) VALUES (?, ?, ?)"
        execute(database, sql, (id, number, source[start : start + SOURCE_BYTES]))
    while part := list(itertools.islice(numbered, ROWS_PER_STATEMENT)):
        placeholders = ", ".join(["(?, ?, ?)"] * len(part))
        sql = f"INSERT INTO batch_rows (batch_id, number, content) VALUES {placeholders}"  # noqa: S608 - constants
        execute(database, sql, [v for number, row in part for v in (id, number, row)])
        if given_up.is_set():
            raise StoreUnavailable("the caller has given up")
