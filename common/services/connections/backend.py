"""What a backend of the connection registry does."""

from typing import Protocol

from msgspec import Struct

EXPIRES_AFTER_SECONDS = 6.0


class Count(Struct, frozen=True):
    """How many daemons are alive and how many connections they hold in all."""

    daemons: int
    connections: int


class ConnectionsBackend(Protocol):
    """Where daemons say how many connections they hold; thread-safe."""

    def report(self, daemon: str, open_connections: int) -> None:
        """Note what *daemon* holds; forgotten after `EXPIRES_AFTER_SECONDS`."""
        ...

    def forget(self, daemon: str) -> None:
        """Forget *daemon*."""
        ...

    def count(self) -> Count:
        """Return what living daemons hold."""
        ...
