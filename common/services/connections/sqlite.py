"""The connection registry of one machine, in its SQLite file."""

import sqlite3

from common.services import process_identity
from common.services.clock import Clock
from common.services.connections.backend import (
    EXPIRES_AFTER_SECONDS,
    ConnectionTotals,
    takes_sockets,
)
from common.services.local_state import LocalState

REPORT = """
INSERT INTO daemons (daemon, process, open, expires_at) VALUES (?, ?, ?, ?)
ON CONFLICT (daemon) DO UPDATE SET
    process = excluded.process, open = excluded.open, expires_at = excluded.expires_at
"""
KNOWN = "SELECT daemon, process, open FROM daemons WHERE expires_at > ?"


class SqliteConnections:
    """Keeps a row a daemon; expired rows go when any daemon reports.

    A row names the process that wrote it: where that has ended, so have its connections.
    """

    def __init__(self, state: LocalState, clock: Clock) -> None:
        self._state = state
        self._clock = clock

    def report(self, daemon: str, open_connections: int) -> None:
        """Note what *daemon*, which this process runs, holds."""
        now = self._clock.now()
        row = (daemon, process_identity.own_name(), open_connections, now + EXPIRES_AFTER_SECONDS)

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM daemons WHERE expires_at <= ?", (now,))
            connection.execute(REPORT, row)

        self._state.run(write)

    def forget(self, daemon: str) -> None:
        """Forget *daemon*."""
        self._state.run(
            lambda connection: connection.execute("DELETE FROM daemons WHERE daemon = ?", (daemon,))
        )

    def count(self) -> ConnectionTotals:
        """Return what living daemons hold."""
        living = self._living()
        daemons = [daemon for daemon, _, _ in living if takes_sockets(daemon)]
        return ConnectionTotals(len(daemons), sum(held for _, _, held in living))

    def serves(self) -> bool:
        """Say whether a daemon lives, or this process serves its own client over streams."""
        own = process_identity.own_name()
        return any(name == own or takes_sockets(daemon) for daemon, name, _ in self._living())

    def dead(self) -> list[str]:
        """Return the daemons whose processes have ended without a word."""
        return [daemon for daemon, name, _ in self._known() if not process_identity.lives(name)]

    def _living(self) -> list[tuple[str, str, int]]:
        return [entry for entry in self._known() if process_identity.lives(entry[1])]

    def _known(self) -> list[tuple[str, str, int]]:
        rows = self._state.read(KNOWN, (self._clock.now(),))
        return [(str(daemon), str(name), int(str(held))) for daemon, name, held in rows]
