"""Batches in the store: their rows and the errors in them, never an image."""

import itertools
from collections.abc import Iterator, Sequence
from functools import partial

from msgspec import Struct
from peewee import Database

from common.services.clock import Clock
from common.services.store.database import execute
from common.services.store.store import Store

WRITE_SECONDS = 10.0
READ_SECONDS = 2.0
# Three values per row; SQLite allows 32,766 values per statement.
ROWS_PER_STATEMENT = 1_000

ADD = "INSERT INTO batches (id, caller, created_at, expires_at, request) VALUES (?, ?, ?, ?, ?)"
GET = """
SELECT id, caller, created_at, expires_at, request,
    (SELECT COUNT(*) FROM batch_rows WHERE batch_id = batches.id)
FROM batches WHERE id = ? AND expires_at > ?
"""
ROWS = """
SELECT number, content FROM batch_rows WHERE batch_id = ? AND number > ? ORDER BY number LIMIT ?
"""


class Batch(Struct, frozen=True):
    """A batch without its rows.

    Attributes:
        id: hard to guess.
        caller: the key of the caller who created it.
        created_at: in seconds since 1970-01-01 UTC.
        expires_at: when it is deleted, in seconds since 1970-01-01 UTC.
        request: the options of every row, as JSON.
        row_count: number of rows.
    """

    id: str
    caller: str
    created_at: int
    expires_at: int
    request: str
    row_count: int


class Batches:
    """The tables. Every method raises StoreUnavailable if the store does not answer."""

    def __init__(self, store: Store, clock: Clock, ttl_seconds: int) -> None:
        self._store = store
        self._clock = clock
        self._ttl_seconds = ttl_seconds

    def add(self, id: str, caller: str, request: str, rows: Sequence[str]) -> Batch:
        """Store a batch, whole or not at all; its *rows* are JSON and numbered from 1."""
        now = int(self._clock.now())
        batch = Batch(id, caller, now, now + self._ttl_seconds, request, len(rows))
        self._store.run(partial(_add, batch=batch, rows=rows), WRITE_SECONDS)
        return batch

    def get(self, id: str) -> Batch | None:
        """Return the batch with that id, or None if there is none or it has expired."""
        values = (id, int(self._clock.now()))
        rows = self._store.run(partial(execute, sql=GET, values=values), READ_SECONDS)
        return Batch(*rows[0]) if rows else None

    def rows(self, id: str, after: int = 0) -> Iterator[str]:
        """Yield the rows of a batch in order after row *after*, read a thousand at a time."""
        # A statement per page: a cursor would hold a connection while the response is streamed.
        last = after
        while True:
            values = (id, last, ROWS_PER_STATEMENT)
            page = self._store.run(partial(execute, sql=ROWS, values=values), READ_SECONDS)
            yield from (content for _, content in page)
            if len(page) < ROWS_PER_STATEMENT:
                return
            last = page[-1][0]

    def delete(self, id: str) -> bool:
        """Delete a batch; return True if there was one."""
        sql = "DELETE FROM batches WHERE id = ? RETURNING id"
        return bool(self._store.run(partial(execute, sql=sql, values=(id,)), WRITE_SECONDS))

    def delete_expired(self) -> int:
        """Delete the batches that have expired; return how many."""
        sql = "DELETE FROM batches WHERE expires_at <= ? RETURNING id"
        values = (int(self._clock.now()),)
        return len(self._store.run(partial(execute, sql=sql, values=values), WRITE_SECONDS))


def _add(database: Database, batch: Batch, rows: Sequence[str]) -> None:
    numbered = enumerate(rows, 1)
    # One transaction, so that no reader finds a batch without all of its rows.
    with database.atomic():
        values = (batch.id, batch.caller, batch.created_at, batch.expires_at, batch.request)
        execute(database, ADD, values)
        while part := list(itertools.islice(numbered, ROWS_PER_STATEMENT)):
            placeholders = ", ".join(["(?, ?, ?)"] * len(part))
            sql = f"INSERT INTO batch_rows (batch_id, number, content) VALUES {placeholders}"  # noqa: S608 - constants
            execute(database, sql, [v for number, row in part for v in (batch.id, number, row)])
