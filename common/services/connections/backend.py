"""The interface of a connections backend."""

from typing import Protocol

from msgspec import Struct

EXPIRES_AFTER_SECONDS = 6.0
# Prefix of the names of servers over standard streams: each serves its own client only, and accepts
# no sockets.
STDIO_PREFIX = "stdio:"


class ConnectionTotals(Struct, frozen=True):
    """How many daemons are alive, and how many connections they and stdio servers have open."""

    daemons: int
    connections: int


def accepts_sockets(daemon: str) -> bool:
    """Return True if *daemon* accepts sockets: it is no server over standard streams."""
    return not daemon.startswith(STDIO_PREFIX)


class ConnectionsBackend(Protocol):
    """Keeps how many connections each daemon has open. Thread-safe.

    Every method raises StateUnavailable if the backend does not answer.
    """

    def report(self, daemon: str, open_connections: int) -> None:
        """Record the open connections of *daemon*, for `EXPIRES_AFTER_SECONDS`."""
        ...

    def forget(self, daemon: str) -> None:
        """Delete the entry of *daemon*."""
        ...

    def totals(self) -> ConnectionTotals:
        """Return the totals over all daemons that are alive."""
        ...
