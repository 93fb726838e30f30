"""Brings the store's tables up to the version that this code needs.

Migrations are the numbered files in `migrations`, applied in order and recorded in the database.
Processes and containers that start at the same time wait for one another.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from msgspec import Struct
from peewee import Database, SqliteDatabase
from playhouse.migrations import Runner

from common.services.private_files import FILE_MODE, make_private
from common.services.store.database import execute

MIGRATIONS = Path(__file__).parent / "migrations"
# Any number will do, but every version of this product must use the same one.
POSTGRES_LOCK = 0x62617263
# The migrations of a large store take minutes, during which other processes wait.
LOCK_WAIT_SECONDS = 3_600.0


class Migration(Struct, frozen=True):
    """One migration, and whether the database has it."""

    name: str
    applied: bool


def migrate(database: Database) -> list[str]:
    """Apply the missing migrations to *database*, which is connected; return their names."""
    with _exclusively(database):
        applied: list[str] = Runner(database, str(MIGRATIONS)).up()
    return applied


def status(database: Database) -> list[Migration]:
    """Return every migration in order, for *database*, which is connected."""
    rows = Runner(database, str(MIGRATIONS)).status()
    return [Migration(row.name, row.applied is not None) for row in rows]


@contextmanager
def _exclusively(database: Database) -> Iterator[None]:
    """Hold the lock that allows one process at a time to migrate *database*."""
    if isinstance(database, SqliteDatabase):
        # A file of its own: closing the database file here would release SQLite's own locks on it
        # (sqlite.org/howtocorrupt, 2.2).
        lock = Path(f"{database.database}.lock")
        lock.touch(mode=FILE_MODE)
        make_private(lock)
        # SQLite locks a file on every system. This one stays empty, as nothing is written to it.
        waiting = sqlite3.connect(lock, timeout=LOCK_WAIT_SECONDS, isolation_level=None)
        with closing(waiting) as file:
            file.execute("BEGIN EXCLUSIVE")
            yield
        return
    # One transaction: a pooler keeps a connection for one client only as long (PgBouncer's pool
    # mode `transaction`), so a lock or a setting of the session would stay with another client.
    with database.atomic():
        # The usual timeouts would end the wait for a slower container's migrations.
        execute(database, "SET LOCAL lock_timeout = 0")
        execute(database, "SET LOCAL statement_timeout = 0")
        execute(database, "SELECT pg_advisory_xact_lock(?)", (POSTGRES_LOCK,))
        yield
