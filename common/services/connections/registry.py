"""How many MCP connections are open, over all daemons and machines."""

from contextlib import suppress

from common.services.connections.backend import ConnectionsBackend, ConnectionTotals
from common.services.connections.sqlite import SqliteConnections
from common.services.errors import StateUnavailable


class Connections:
    """The registry in which daemons report.

    Entries go both to the machine's own file and to Redis where there is one, so that the count
    stays true for this machine at the moment in which Redis goes, and while a Redis that came back
    empty waits for the next reports.

    An entry of a machine that vanished expires; that of a daemon that was killed goes as soon as
    anybody on its machine looks, such as the daemon that follows it.

    Arguments: the machine's backend, and the shared one where Redis is configured.
    """

    def __init__(self, machine: SqliteConnections, shared: ConnectionsBackend | None) -> None:
        self._machine = machine
        self._backends: tuple[ConnectionsBackend, ...] = (machine,)
        if shared is not None:
            self._backends += (shared,)

    def report(self, daemon: str, open_connections: int) -> None:
        """Note that *daemon*, which this process runs, lives and holds *open_connections*.

        The names of servers over standard streams begin with `STDIO_PREFIX`.

        Daemons report at every change and at least every two seconds; an entry that is not
        refreshed expires after six. Never raises: a report that is lost is made good by the next.
        """
        self._forget_dead()
        for backend in self._backends:
            with suppress(StateUnavailable):
                backend.report(daemon, open_connections)

    def forget(self, daemon: str) -> None:
        """Note that *daemon* is ending."""
        for backend in reversed(self._backends):
            with suppress(StateUnavailable):
                backend.forget(daemon)

    def totals(self) -> ConnectionTotals:
        """Return how many daemons live and how many connections they hold in all."""
        self._forget_dead()
        counts = [ConnectionTotals(0, 0)]
        for backend in self._backends:
            with suppress(StateUnavailable):
                counts.append(backend.count())
        return max(counts, key=lambda count: (count.daemons, count.connections))

    def count(self) -> int:
        """Return how many connections are open in all."""
        return self.totals().connections

    def is_served_here(self) -> bool:
        """Say whether a daemon of this machine lives; one elsewhere adopts none of its sockets.

        To a server over standard streams it is enough that it lives itself.
        """
        with suppress(StateUnavailable):
            return self._machine.serves()
        return self.totals().daemons > 0

    def _forget_dead(self) -> None:
        with suppress(StateUnavailable):
            for daemon in self._machine.dead():
                self.forget(daemon)
