"""The registry of open MCP connections, over all daemons and machines."""

from contextlib import suppress

from common.services.connections.backend import ConnectionsBackend, ConnectionTotals
from common.services.connections.sqlite import SqliteConnections
from common.services.errors import StateUnavailable


class Connections:
    """The registry that daemons report to.

    Entries are written to this machine's own file and, if there is one, to Redis. So the totals of
    this machine are right at the moment when Redis fails, and while a Redis that came back empty
    waits for the next reports.

    An entry of a machine that vanished expires. An entry of a daemon that was killed is deleted as
    soon as any process of its machine uses the registry, such as the daemon that replaces it.

    Arguments:
        sqlite: the backend of this machine.
        redis: the backend of all machines, or None.
    """

    def __init__(self, sqlite: SqliteConnections, redis: ConnectionsBackend | None) -> None:
        self._sqlite = sqlite
        self._backends: tuple[ConnectionsBackend, ...] = (
            (sqlite,) if redis is None else (sqlite, redis)
        )

    def report(self, daemon: str, open_connections: int) -> None:
        """Record that *daemon*, which this process runs, is alive.

        Daemons report at every change and at least every two seconds; an entry that is not
        refreshed expires after six. Never raises: the next report makes up for a lost one.

        Args:
            daemon: its name, which begins with `STDIO_PREFIX` for a server over standard streams.
            open_connections: the connections that it has open.
        """
        self._forget_dead()
        for backend in self._backends:
            with suppress(StateUnavailable):
                backend.report(daemon, open_connections)

    def forget(self, daemon: str) -> None:
        """Delete the entry of *daemon*, which is ending. Never raises."""
        # The machine's file last: if this process is killed between the two, the entry there still
        # names the dead process, and the next process deletes the entry in Redis too.
        for backend in reversed(self._backends):
            with suppress(StateUnavailable):
                backend.forget(daemon)

    def totals(self) -> ConnectionTotals:
        """Return how many daemons are alive and how many connections are open in all."""
        self._forget_dead()
        # Redis has the totals of all machines, unless it was emptied: then this machine's own are
        # the greater ones.
        totals = [ConnectionTotals(0, 0)]
        for backend in self._backends:
            with suppress(StateUnavailable):
                totals.append(backend.totals())
        return max(totals, key=lambda each: (each.daemons, each.connections))

    def count(self) -> int:
        """Return how many connections are open in all."""
        return self.totals().connections

    def is_served_here(self) -> bool:
        """Return True if a daemon of this machine is alive: only that one can adopt its sockets.

        For a server over standard streams it is enough that it is alive itself.
        """
        with suppress(StateUnavailable):
            return self._sqlite.is_served()
        return self.totals().daemons > 0

    def _forget_dead(self) -> None:
        with suppress(StateUnavailable):
            for daemon in self._sqlite.dead():
                self.forget(daemon)
