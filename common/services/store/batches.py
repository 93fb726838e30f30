"""Batches in the store: what was asked for and what is wrong with it, never a picture."""

import itertools
from collections.abc import Iterator, Sequence
from functools import partial

from msgspec import Struct
from peewee import Database

from common.services.clock import Clock
from common.services.store.sql import execute
from common.services.store.store import Store

WRITE_SECONDS = 10.0
READ_SECONDS = 2.0
# Three values a row; SQLite takes 32,766 values a statement.
ROWS_AT_ONCE = 1_000

ADD = "INSERT INTO batches (id, caller, created_at, expires_at, request) VALUES (?, ?, ?, ?, ?)"
ONE = """
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
        caller: the key of who asked for it.
        created_at: in seconds since 1970-01-01 UTC.
        expires_at: when it is forgotten, likewise.
        request: what applies to every row, as JSON.
        row_count: how many rows it has.
    """

    id: str
    caller: str
    created_at: int
    expires_at: int
    request: str
    row_count: int


class Batches:
    """The tables. Every method raises StoreUnavailable where the store does not answer."""

    def __init__(self, store: Store, clock: Clock, ttl_seconds: int) -> None:
        self._store = store
        self._clock = clock
        self._ttl_seconds = ttl_seconds

    def add(self, id: str, caller: str, request: str, rows: Sequence[str]) -> Batch:
        """Keep a batch, whole or not at all; its *rows* are JSON and numbered from 1."""
        now = int(self._clock.now())
        batch = Batch(id, caller, now, now + self._ttl_seconds, request, len(rows))
        self._store.run(partial(_add, batch=batch, rows=rows), WRITE_SECONDS)
        return batch

    def get(self, id: str) -> Batch | None:
        """Return the batch with that id, or None where there is none or it has expired."""
        values = (id, int(self._clock.now()))
        found = self._store.run(partial(execute, sql=ONE, values=values), READ_SECONDS)
        return Batch(*found[0]) if found else None

    def rows(self, id: str, after: int = 0) -> Iterator[str]:
        """Yield the rows of a batch in order behind row *after*, read a thousand at a time."""
        last = after
        while True:
            values = (id, last, ROWS_AT_ONCE)
            found = self._store.run(partial(execute, sql=ROWS, values=values), READ_SECONDS)
            yield from (content for _, content in found)
            if len(found) < ROWS_AT_ONCE:
                return
            last = found[-1][0]

    def delete(self, id: str) -> bool:
        """Forget a batch; say whether there was one."""
        sql = "DELETE FROM batches WHERE id = ? RETURNING id"
        return bool(self._store.run(partial(execute, sql=sql, values=(id,)), WRITE_SECONDS))

    def forget_expired(self) -> int:
        """Forget batches that have expired; return how many."""
        sql = "DELETE FROM batches WHERE expires_at <= ? RETURNING id"
        values = (int(self._clock.now()),)
        return len(self._store.run(partial(execute, sql=sql, values=values), WRITE_SECONDS))


def _add(database: Database, batch: Batch, rows: Sequence[str]) -> None:
    numbered = enumerate(rows, 1)
    with database.atomic():
        told = (batch.id, batch.caller, batch.created_at, batch.expires_at, batch.request)
        execute(database, ADD, told)
        while part := list(itertools.islice(numbered, ROWS_AT_ONCE)):
            places = ", ".join(["(?, ?, ?)"] * len(part))
            values = [value for number, row in part for value in (batch.id, number, row)]
            sql = f"INSERT INTO batch_rows (batch_id, number, content) VALUES {places}"  # noqa: S608 - constants
            execute(database, sql, values)
