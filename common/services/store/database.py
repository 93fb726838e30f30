"""Makes the Peewee database of the store from its URL, and runs SQL on it."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from peewee import Database, DatabaseError, SqliteDatabase

from common.services.errors import Misconfigured
from common.services.private_files import FOLDER_MODE, prepare_sqlite

# The store in DATA_DIR if DATABASE_URL is unset.
FILE = "barcode.sqlite3"
# SQLite's own wait stalls a gevent worker: it is short, and the store retries.
LOCK_WAIT_SECONDS = 0.005
SQLITE_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "normal",
    "foreign_keys": 1,
    "busy_timeout": int(LOCK_WAIT_SECONDS * 1000),
}


def connect_to(url: str | None, password: str | None, data_dir: Path) -> Database:
    """Return the database of *url*, not yet connected; without one, SQLite in *data_dir*.

    It has one connection, for one thread at a time.

    Args:
        url: ``postgresql://…`` or ``sqlite:///relative`` or ``sqlite:////absolute``.
        password: for a Postgres URL that contains none.
        data_dir: created if it is used and missing.

    Raises:
        Misconfigured: *url* can never work.
    """
    if url is None:
        data_dir.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
        return sqlite_at(str(data_dir / FILE))
    if url.startswith("sqlite:"):
        parts = urlsplit(url)
        if parts.netloc or parts.query or parts.path == "/:memory:":
            raise Misconfigured(
                "DATABASE_URL must name a file that all processes share, such as "
                "sqlite:///data/barcode.sqlite3 or sqlite:////var/lib/barcode.sqlite3."
            )
        return sqlite_at(unquote(parts.path[1:]))
    # Only now: without Postgres, its driver is not imported.
    from common.services.store.postgres import postgres_at

    return postgres_at(url, password)


def check_file(url: str | None, data_dir: Path) -> None:
    """Check that the file of a SQLite store can be written.

    A server that is unavailable at the start may come later; a file that can't be written will not.

    Raises:
        Misconfigured: it can't be written; the text says why.
    """
    database = connect_to(url, None, data_dir)
    if isinstance(database, SqliteDatabase):
        try:
            with database.connection_context(), database.atomic():
                pass
        except DatabaseError as error:
            # Another process that writes at this moment proves that it can be written.
            if not is_busy(error):
                raise Misconfigured(
                    f"{'DATABASE_URL' if url else 'DATA_DIR'}: {database.database}: {error}. It "
                    "must be a SQLite file or a new one, in a directory where this user may write "
                    "and the disk has room."
                ) from None


def is_busy(error: Exception) -> bool:
    """Return True if *error* is SQLite's because another connection is writing."""
    return "database is locked" in str(error)


def is_full(error: Exception) -> bool:
    """Return True if *error* is SQLite's because the disk is full."""
    return "disk is full" in str(error)


def sqlite_at(path: str) -> Database:
    """Return the SQLite database in the file *path*, which only this user may read."""
    with suppress(OSError):  # SQLite reports a path that can't be used, when it connects
        prepare_sqlite(Path(path))
    # IMMEDIATE: in WAL mode, a transaction that reads first and then writes fails without waiting
    # if another connection has written in between (sqlite.org/lang_transaction, 2.2).
    return SqliteDatabase(
        path,
        pragmas=SQLITE_PRAGMAS,
        timeout=LOCK_WAIT_SECONDS,
        lock_type="IMMEDIATE",
        # One thread at a time uses it, but not always the same one.
        check_same_thread=False,
        thread_safe=False,
    )


def execute(database: Database, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """Return the rows of *sql*, which has a ``?`` for each of *values*."""
    if not isinstance(database, SqliteDatabase):
        sql = sql.replace("?", "%s")
    # Peewee's stub leaves this one method untyped.
    cursor = database.execute_sql(sql, tuple(values) or None)  # type: ignore[no-untyped-call]
    return list(cursor.fetchall()) if cursor.description else []
