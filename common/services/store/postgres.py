"""Makes the Peewee database of a store in Postgres. Imported only if `DATABASE_URL` names one."""

from typing import Any
from urllib.parse import urlsplit

import psycopg
from peewee import Database, PostgresqlDatabase
from psycopg.conninfo import conninfo_to_dict

from common.services.errors import Misconfigured

# libpq's names. A server that vanished without closing its connections is detected within 10 s.
POSTGRES_BOUNDS = {
    "connect_timeout": 2,
    "tcp_user_timeout": 5_000,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
    "options": "-c statement_timeout=5000 -c lock_timeout=2000 -c timezone=UTC",
    "application_name": "theBarcodeAPI",
    # A pooler may run the next transaction on another connection, which has none of the prepared
    # statements.
    "prepare_threshold": None,
}


class _Postgres(PostgresqlDatabase):
    """Postgres, or a pooler in front of it that accepts no options at the start (PgBouncer)."""

    def _connect(self) -> Any:
        try:
            return super()._connect()  # type: ignore[misc]  # peewee's stub omits it
        except psycopg.OperationalError as error:
            if "unsupported startup parameter" not in str(error):
                raise
            # PgBouncer's own text. Without them, the server's settings bound statements.
            if self.connect_params.pop("options", None) is None:
                raise
            return super()._connect()  # type: ignore[misc]


def postgres_at(url: str, password: str | None) -> Database:
    """Return the Postgres database of *url*, reached by psycopg 3."""
    # postgres:// is an alias.
    address = "postgresql://" + url.partition("://")[2]
    try:
        conninfo_to_dict(address)
    except psycopg.ProgrammingError:  # its text may contain a password
        raise Misconfigured(
            "DATABASE_URL is not a URL that libpq accepts: its options must be libpq's own, and a "
            "% in a name or a password is written %25."
        ) from None
    bounds: dict[str, Any] = dict(POSTGRES_BOUNDS)
    if password is not None and urlsplit(url).password is None:
        bounds["password"] = password
    return _Postgres(address, prefer_psycopg3=True, thread_safe=False, **bounds)
