"""The connection registry of one machine, in its SQLite file."""

import sqlite3

from common.services import process_identity
from common.services.clock import Clock
from common.services.connections.backend import (
    EXPIRES_AFTER_SECONDS,
    ConnectionTotals,
    accepts_sockets,
)
from common.services.local_state import LocalState

# The process is known by a name that is never reused, unlike its id.
REPORT = """
INSERT INTO daemons (daemon, process, open, expires_at) VALUES (?, ?, ?, ?)
ON CONFLICT (daemon) DO UPDATE SET
    process = excluded.process, open = excluded.open, expires_at = excluded.expires_at
"""
FORGET = "DELETE FROM daemons WHERE daemon = ?"
DELETE_EXPIRED = "DELETE FROM daemons WHERE expires_at <= ?"
UNEXPIRED = "SELECT daemon, process, open FROM daemons WHERE expires_at > ?"


class SqliteConnections:
    """Keeps one row per daemon; every report deletes the expired rows.

    A row names the process that wrote it: once that has ended, its connections are closed.
    """

    def __init__(self, state: LocalState, clock: Clock) -> None:
        self._state = state
        self._clock = clock

    def report(self, daemon: str, open_connections: int) -> None:
        """Record the open connections of *daemon*, which this process runs."""
        # Expired rows are deleted although readers skip them: names of daemons are never reused.
        now = self._clock.now()
        row = (daemon, process_identity.own_name(), open_connections, now + EXPIRES_AFTER_SECONDS)

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(DELETE_EXPIRED, (now,))
            connection.execute(REPORT, row)

        self._state.run(write)

    def forget(self, daemon: str) -> None:
        """Delete the entry of *daemon*."""
        self._state.run(lambda connection: connection.execute(FORGET, (daemon,)))

    def totals(self) -> ConnectionTotals:
        """Return the totals over all daemons that are alive."""
        living = self._living()
        daemons = sum(accepts_sockets(daemon) for daemon, _, _ in living)
        return ConnectionTotals(daemons, sum(connections for _, _, connections in living))

    def is_served(self) -> bool:
        """Return True if a daemon is alive, or this process is a server over standard streams."""
        own = process_identity.own_name()
        return any(
            process == own or accepts_sockets(daemon) for daemon, process, _ in self._living()
        )

    def dead(self) -> list[str]:
        """Return the daemons whose processes have ended without `forget`."""
        return [
            daemon
            for daemon, process, _ in self._unexpired()
            if not process_identity.is_alive(process)
        ]

    def _living(self) -> list[tuple[str, str, int]]:
        return [row for row in self._unexpired() if process_identity.is_alive(row[1])]

    def _unexpired(self) -> list[tuple[str, str, int]]:
        """Return daemon, process and open connections of each row that has not expired."""
        rows = self._state.read(UNEXPIRED, (self._clock.now(),))
        return [(str(daemon), str(process), int(str(count))) for daemon, process, count in rows]
