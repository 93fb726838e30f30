"""What a backend of the connection registry does."""

from typing import Protocol

from msgspec import Struct

EXPIRES_AFTER_SECONDS = 6.0
# Begins the names of servers over standard streams: each holds its own client, and takes no socket.
STDIO_PREFIX = "stdio:"


class ConnectionTotals(Struct, frozen=True):
    """How many daemons are alive, and how many connections they and servers over streams hold."""

    daemons: int
    connections: int


def takes_sockets(daemon: str) -> bool:
    """Say whether *daemon* is one, and no server over standard streams."""
    return not daemon.startswith(STDIO_PREFIX)


class ConnectionsBackend(Protocol):
    """Where daemons say how many connections they hold; thread-safe."""

    def report(self, daemon: str, open_connections: int) -> None:
        """Note what *daemon* holds; forgotten after `EXPIRES_AFTER_SECONDS`."""
        ...

    def forget(self, daemon: str) -> None:
        """Forget *daemon*."""
        ...

    def count(self) -> ConnectionTotals:
        """Return what living daemons hold."""
        ...
