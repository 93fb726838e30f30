"""The connection registry of one machine, in its SQLite file."""

import sqlite3

from common.services.clock import Clock
from common.services.connections.backend import EXPIRES_AFTER_SECONDS, Count
from common.services.machine_state import MachineState

REPORT = """
INSERT INTO connections (daemon, open, expires_at) VALUES (?, ?, ?)
ON CONFLICT (daemon) DO UPDATE SET open = excluded.open, expires_at = excluded.expires_at
"""
COUNT = "SELECT COUNT(*), COALESCE(SUM(open), 0) FROM connections WHERE expires_at > ?"


class MachineConnections:
    """Keeps a row a daemon; expired rows go when any daemon reports."""

    def __init__(self, state: MachineState, clock: Clock) -> None:
        self._state = state
        self._clock = clock

    def report(self, daemon: str, open_connections: int) -> None:
        """Note what *daemon* holds."""
        now = self._clock.now()

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM connections WHERE expires_at <= ?", (now,))
            connection.execute(REPORT, (daemon, open_connections, now + EXPIRES_AFTER_SECONDS))

        self._state.run(write)

    def forget(self, daemon: str) -> None:
        """Forget *daemon*."""
        self._state.run(
            lambda connection: connection.execute(
                "DELETE FROM connections WHERE daemon = ?", (daemon,)
            )
        )

    def count(self) -> Count:
        """Return what living daemons hold."""
        ((daemons, connections),) = self._state.read(COUNT, (self._clock.now(),))
        return Count(int(str(daemons)), int(str(connections)))
