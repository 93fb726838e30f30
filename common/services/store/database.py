"""Which database the store is, from its URL, and how Peewee reaches it."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
from peewee import Database, DatabaseError, PostgresqlDatabase, SqliteDatabase
from psycopg.conninfo import conninfo_to_dict

from common.services.errors import Misconfigured

# The store in DATA_DIR where there is no DATABASE_URL.
FILE = "barcode.sqlite3"
# SQLite's own wait stalls a gevent worker: it is short, and the store tries again.
LOCK_WAIT_SECONDS = 0.005
SQLITE_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "normal",
    "foreign_keys": 1,
    "busy_timeout": int(LOCK_WAIT_SECONDS * 1000),
}
# libpq's names. A server that vanished without a word is noticed within about 10 s.
POSTGRES_BOUNDS = {
    "connect_timeout": 2,
    "tcp_user_timeout": 5_000,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
    "options": "-c statement_timeout=5000 -c lock_timeout=2000 -c timezone=UTC",
    "application_name": "theBarcodeAPI",
}


def connect_to(url: str | None, password: str | None, data_dir: Path) -> Database:
    """Return the database of *url*, not yet connected; without one, SQLite in *data_dir*.

    It holds one connection, for one thread at a time.

    Args:
        url: ``postgresql://…`` or ``sqlite:///relative`` or ``sqlite:////absolute``.
        password: for a Postgres URL that holds none.
        data_dir: made where it is missing, and only if it is used.

    Raises:
        Misconfigured: nothing can ever be reached at *url*.
    """
    if url is None:
        data_dir.mkdir(parents=True, exist_ok=True)
        return sqlite_at(str(data_dir / FILE))
    if url.startswith("sqlite:"):
        parts = urlsplit(url)
        if parts.netloc or parts.query or parts.path == "/:memory:":
            raise Misconfigured(
                "DATABASE_URL must name a file that all processes share, such as "
                "sqlite:///data/barcode.sqlite3 or sqlite:////var/lib/barcode.sqlite3."
            )
        return sqlite_at(unquote(parts.path[1:]))
    return postgres_at(url, password)


def check_file(url: str | None, data_dir: Path) -> None:
    """Check that a store which is a file can be written to: unlike a server, it won't come later.

    Raises:
        Misconfigured: it can't; the text says why.
    """
    database = connect_to(url, None, data_dir)
    if isinstance(database, SqliteDatabase):
        try:
            with database.connection_context(), database.atomic():
                pass
        except DatabaseError as error:
            if not is_busy(error):
                raise Misconfigured(
                    f"{'DATABASE_URL' if url else 'DATA_DIR'}: {database.database}: {error}. It "
                    "must be a file of SQLite's or a new one, where this user may write and the "
                    "disk has room."
                ) from None


def is_busy(error: Exception) -> bool:
    """Say whether *error* is SQLite's, because another connection writes just now."""
    return "database is locked" in str(error)


def is_full(error: Exception) -> bool:
    """Say whether *error* is SQLite's, because its disk takes no more."""
    return "disk is full" in str(error)


def sqlite_at(path: str) -> Database:
    """Return the SQLite database in the file *path*."""
    # IMMEDIATE: a transaction that reads first and then writes fails at once in WAL mode when
    # another wrote meanwhile, whatever the timeout (sqlite.org/lang_transaction, 2.2).
    return SqliteDatabase(
        path,
        pragmas=SQLITE_PRAGMAS,
        timeout=LOCK_WAIT_SECONDS,
        lock_type="IMMEDIATE",
        # One thread at a time uses it, but not always the same one.
        check_same_thread=False,
        thread_safe=False,
    )


def postgres_at(url: str, password: str | None) -> Database:
    """Return the Postgres database of *url*, reached by psycopg 3."""
    address = "postgresql://" + url.partition("://")[2]
    try:
        conninfo_to_dict(address)
    except psycopg.ProgrammingError:  # its text may show a password
        raise Misconfigured(
            "DATABASE_URL is no URL that libpq takes: its options must be libpq's own, and a % in "
            "a name or a password is written %25."
        ) from None
    bounds: dict[str, Any] = dict(POSTGRES_BOUNDS)
    if password is not None and urlsplit(url).password is None:
        bounds["password"] = password
    return PostgresqlDatabase(address, prefer_psycopg3=True, thread_safe=False, **bounds)
