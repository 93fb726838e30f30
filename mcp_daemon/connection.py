"""The connection class of both ports: the daemon's own, and Gunicorn's by hand-over."""

import asyncio
from collections.abc import Callable, Generator
from typing import Any

from websockets.asyncio.server import Server, ServerConnection
from websockets.frames import DATA_OPCODES, CloseCode, Frame
from websockets.protocol import Event, State
from websockets.server import ServerProtocol

from mcp_daemon.held_bytes import HeldBytes
from mcp_daemon.loop_turns import LoopTurns
from mcp_daemon.worker_pool import ClientQueue

# Unread bytes allowed beyond the one answer that is being sent.
MAX_UNREAD_BYTES = 2 * 1024 * 1024
# Parsed in one turn. asyncio reads up to 256 KiB at once, and a frame may have 6 bytes.
TURN_BYTES = 2_048


class BoundedConnection(ServerConnection):
    """A connection whose write buffer is bounded, and which reports its end.

    Args:
        turns: where the connections take turns at parsing what they have received.
        on_lost: called once when the socket is closed, whether or not the handshake succeeded.
        head: bytes that were read from the socket before the hand-over; empty on our own port.
        address: the client's address, if Gunicorn reported it; None takes the socket's.
    """

    # Most connections are idle: these are set where they are needed.
    _unparsed: memoryview = memoryview(b"")
    _queue: ClientQueue | None = None
    # True once the connection was closed because its address has no room.
    _refused = False
    # True once the handshake is answered.
    _answered = False
    # True if the client has ended its side before that.
    _ended = False

    def __init__(
        self,
        protocol: ServerProtocol,
        server: Server,
        *,
        turns: LoopTurns,
        on_lost: Callable[[ServerConnection], None],
        head: bytes = b"",
        address: str | None = None,
        **options: Any,
    ) -> None:
        super().__init__(protocol, server, **options)
        self._turns = turns
        self._on_lost = on_lost
        self._head = head
        self._address = address
        self.held = HeldBytes()
        # websockets takes what follows a head for frames, and answers it first: a pong, or the end
        # of the connection, after which it can send no answer to the handshake.
        self._at_eof = protocol.reader.at_eof
        protocol.reader.at_eof = self._at_eof_after_handshake  # type: ignore[method-assign]

    @property
    def peer_address(self) -> str:
        """The IP address at the other end of the connection, or empty for a Unix socket."""
        if self._address is not None:
            return self._address
        # Not a tuple for a Unix socket, such as one of a socket pair.
        address = self.remote_address
        return str(address[0]) if isinstance(address, tuple) else ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Process the head as if it had just been received."""
        super().connection_made(transport)
        # Messages that were read ahead have been taken from the queue.
        self.recv_messages.resume = self._continue
        if self._head:
            self.data_received(self._head)
            self._head = b""

    def _is_in_handshake(self) -> bool:
        protocol = self.protocol
        return protocol.state is State.CONNECTING and not protocol.eof_sent

    def _waits_for_answer(self) -> bool:
        return self.request is not None and self._is_in_handshake()

    def _at_eof_after_handshake(self) -> Generator[None, None, bool]:
        """Wait for the answer to the handshake before the first frame is parsed."""
        while self._is_in_handshake():
            yield
        return (yield from self._at_eof())

    def _begin(self) -> None:
        """Process what the client has sent behind the head, once the handshake is answered."""
        if self.protocol.state is State.OPEN:
            self._parse(b"")
        else:
            self._unparsed = memoryview(b"")
        if not self.recv_messages.paused:
            self._continue()
        if self._ended:
            super().eof_received()
            self.transport.close()

    def eof_received(self) -> bool:  # type: ignore[override]  # asyncio: True keeps it open
        """Process the end of the client's side, after the answer to the handshake."""
        self._ended = self._waits_for_answer()
        if not self._ended:
            super().eof_received()
        return self._ended

    def data_received(self, data: bytes) -> None:
        """Process *data*, in turns with other connections if it is much."""
        if self._unparsed:
            # websockets reads on by itself in some states; nothing may overtake the rest.
            self._unparsed = memoryview(bytes(self._unparsed) + data)
            return
        # What follows a refusal is discarded without being parsed.
        waits = self._waits_for_answer()
        if (len(data) <= TURN_BYTES and not waits) or self._refused:
            self._parse(data)
            return
        self._unparsed = memoryview(data)
        # asyncio reads up to 256 KiB at once, of each of many connections before their turns.
        if self._charge():
            self.transport.pause_reading()
            if not waits:
                self._take_turn()

    def _take_turn(self) -> None:
        if self._queue is None:
            self._queue = ClientQueue()
        if not self._queue.waiting:
            self._turns.submit(self._queue, self._parse_next)

    def _parse_next(self) -> None:
        if not self._unparsed:
            # The connection was lost before its turn.
            return
        data, self._unparsed = self._unparsed[:TURN_BYTES], self._unparsed[TURN_BYTES:]
        try:
            self._parse(bytes(data))
        except Exception:
            # asyncio does the same; an error must not end the turns of the others.
            self.protocol.logger.exception("a connection failed")
            self.transport.abort()
        # Messages that are read ahead wait for the session, and what follows a head for the answer;
        # `_continue` follows.
        if not (self.recv_messages.paused or self._waits_for_answer()):
            self._continue()

    def _continue(self) -> None:
        if self._unparsed:
            self._take_turn()
        else:
            self.transport.resume_reading()

    def _parse(self, data: bytes) -> None:
        """Process *data*, and drop a client that sends much and reads nothing.

        websockets answers pings by itself, without waiting for the client to read (RFC 6455,
        5.5.2), so pings alone could fill the memory. The incomplete messages of many connections
        could fill it too: the connection that exceeds the budget of its address is closed.
        """
        super().data_received(data)
        if self.transport.get_write_buffer_size() > MAX_UNREAD_BYTES:
            self.transport.abort()
        self._charge()

    def _charge(self) -> bool:
        """Charge what is held now; close the connection and return False if there is no room."""
        if self.held.update(len(self.protocol.reader.buffer) + len(self._unparsed)):
            return True
        self._refused = True
        self._unparsed = memoryview(b"")
        self.protocol.fail(CloseCode.TRY_AGAIN_LATER, "Too many unprocessed bytes. Try later.")
        self.send_data()
        # What follows is discarded, and must not count until the client has closed too.
        self.held.close()
        return False

    def send_data(self) -> None:
        """Send outgoing data, with one system call for several frames."""
        writes = self.protocol.writes
        # An empty one ends the connection, which websockets' own method does.
        if len(writes) > 1 and all(writes):
            self.protocol.writes = [b"".join(writes)]
        super().send_data()
        if not (self._answered or self._is_in_handshake()):
            self._answered = True
            self.loop.call_soon(self._begin)

    def process_event(self, event: Event) -> None:
        """Process one incoming event."""
        super().process_event(event)
        if isinstance(event, Frame) and event.opcode in DATA_OPCODES:
            self.held.add_frame(len(event.data), is_last=event.fin)

    def connection_lost(self, exc: Exception | None) -> None:
        """Notify the owner that the connection is closed."""
        super().connection_lost(exc)
        self._unparsed = memoryview(b"")
        self.held.close()
        self._on_lost(self)
