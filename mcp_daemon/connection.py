"""The connection class of both ports."""

import asyncio
from collections.abc import Callable
from typing import Any

from websockets.asyncio.server import Server, ServerConnection
from websockets.server import ServerProtocol

# What a client may leave unread beyond the one answer that is being sent to it.
MOST_UNREAD_BYTES = 2 * 1024 * 1024


class BoundedConnection(ServerConnection):
    """A connection that can't be made to buffer, and that says when it is lost.

    Arguments:
        lost: called once when the socket is gone, whether or not the handshake succeeded.
        head: bytes that were read from the socket before it came here; empty on our own port.
    """

    def __init__(
        self,
        protocol: ServerProtocol,
        server: Server,
        *,
        lost: Callable[[ServerConnection], None],
        head: bytes = b"",
        **options: Any,
    ) -> None:
        super().__init__(protocol, server, **options)
        self._lost = lost
        self._head = head

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Feed the head as though it had just been read."""
        super().connection_made(transport)
        if self._head:
            self.data_received(self._head)
            self._head = b""

    def data_received(self, data: bytes) -> None:
        """Drop a client that sends much and reads nothing: pings are answered unasked."""
        super().data_received(data)
        if self.transport.get_write_buffer_size() > MOST_UNREAD_BYTES:
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Say so."""
        super().connection_lost(exc)
        self._lost(self)
