"""Transports of a session: a WebSocket, or the lines of standard streams.

TransportClosed   the peer has disconnected
"""

import asyncio
import codecs
import contextlib
import os
import queue
import signal
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode
from websockets.protocol import State

# Lines read ahead of the session, which bounds the memory that a client can use.
MAX_LINES_AHEAD = 4
CHUNK_BYTES = 65_536
# Clients kill a server that is still running some seconds after SIGTERM (lifecycle, shutdown).
DRAIN_SECONDS = 2.0
# Replaces a line above the bound. It is not JSON, so the session answers with a parse error.
TOO_LONG = b"too long"


AtEnd = Callable[[Callable[[], None]], None]


class TransportClosed(Exception):
    """The peer has disconnected: nothing can be received or sent."""


class Transport(Protocol):
    """Carries JSON texts in both directions."""

    async def receive(self) -> str | bytes | None:
        """Return the next message, or None if the client has ended its input but still reads.

        Raises:
            TransportClosed: the client has disconnected.
        """
        ...

    async def send(self, text: bytes) -> None:
        """Send one message.

        Raises:
            TransportClosed: the client has disconnected.
        """
        ...

    def send_now(self, text: bytes, at_end: AtEnd | None = None) -> bool:
        """Send one message without waiting; return False if that is impossible now.

        Args:
            text: the message.
            at_end: calls what it is given a moment later; the message may be sent then, together
                with others. None sends it before this returns.
        """
        ...

    async def close(self) -> None:
        """Close the transport, with the reason that the server is about to stop."""
        ...

    def drop(self) -> None:
        """Close the transport immediately, without a closing handshake."""
        ...


class WebSocketTransport:
    """One message per text frame.

    Args:
        connection: an accepted connection.
        on_message: called when a message has been taken from the connection.
    """

    __slots__ = ("_connection", "_on_message")

    def __init__(
        self, connection: ServerConnection, on_message: Callable[[], None] | None = None
    ) -> None:
        self._connection = connection
        self._on_message = on_message

    async def receive(self) -> str | bytes:
        """Return the next message; a binary frame closes the connection with 1003."""
        try:
            message = await self._connection.recv()
            if self._on_message is not None:
                self._on_message()
            if isinstance(message, str):
                return message
            # RFC 6455, 7.4.1: 1003 for a type of data that the endpoint can't accept.
            text = "Send JSON as text, one message per frame."
            await self._connection.close(CloseCode.UNSUPPORTED_DATA, text)
        except ConnectionClosed as error:
            raise TransportClosed from error
        raise TransportClosed

    async def send(self, text: bytes) -> None:
        """Send one text frame, and return when the write buffer has room for another."""
        try:
            await self._connection.send(text, text=True)
        except ConnectionClosed as error:
            raise TransportClosed from error

    def send_now(self, text: bytes, at_end: AtEnd | None = None) -> bool:
        """Send one text frame if nothing is unsent."""
        connection = self._connection
        if connection.state is not State.OPEN or connection.transport.get_write_buffer_size():
            return False
        # What websockets' broadcast() does, its only function that sends without waiting.
        connection.protocol.send_text(text)
        if at_end is None:
            connection.send_data()
        else:
            at_end(connection.send_data)
        return True

    async def close(self) -> None:
        """Close with 1001."""
        await self._connection.close(CloseCode.GOING_AWAY, "The server is about to stop.")

    def drop(self) -> None:
        """Reset the connection."""
        self._connection.transport.abort()


class LineTransport:
    """One message per line, as in MCP's stdio transport (transports, stdio).

    Args:
        source: descriptor to read lines from.
        target: descriptor to write lines to.
        max_bytes: maximum length of a line; a longer one is answered with a parse error.
    """

    def __init__(self, source: int, target: int, max_bytes: int) -> None:
        self._source = source
        self._target = target
        self._max_bytes = max_bytes
        self._lines: asyncio.Queue[bytes | None] = asyncio.Queue()
        # Of lines that were read ahead: a client can't fill the memory.
        self._room = threading.Semaphore(MAX_LINES_AHEAD)
        self._unsent: queue.SimpleQueue[tuple[bytes, asyncio.Future[None]]] = queue.SimpleQueue()
        self._loop = asyncio.get_running_loop()
        # A thread that waits for a pipe can't be interrupted. These are daemon threads on plain
        # descriptors, so that the process can end without them: a file object's lock would hang.
        for work in (self._read, self._write):
            threading.Thread(target=work, daemon=True).start()

    def _read(self) -> None:
        rest, skipping = bytearray(), False
        while chunk := self._read_chunk():
            *lines, last = (bytes(rest) + chunk).split(b"\n")
            for line in lines:
                if not skipping:
                    self._deliver(line)
                skipping = False
            rest = bytearray(last)
            # The rest of a line above the bound is not kept.
            if len(rest) > self._max_bytes:
                if not skipping:
                    self._deliver(bytes(rest))
                rest, skipping = bytearray(), True
        if rest and not skipping:
            self._deliver(bytes(rest))
        self._put(None)

    def _read_chunk(self) -> bytes:
        try:
            return os.read(self._source, CHUNK_BYTES)
        except OSError:
            # An unreadable input, such as one closed before the start, has ended.
            return b""

    def _deliver(self, line: bytes) -> None:
        # Programs on Windows begin their output with one; a parser may ignore it (RFC 8259, 8.1).
        line = line.removeprefix(codecs.BOM_UTF8)
        if line.strip():
            self._put(line if len(line) <= self._max_bytes else TOO_LONG)

    def _put(self, line: bytes | None) -> None:
        # Waits here and not in the loop, which would report a wait that it can't end.
        self._room.acquire()
        # The loop may have ended.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._lines.put_nowait, line)

    async def receive(self) -> bytes | None:
        """Return the next line, or None at the end of the input."""
        line = await self._lines.get()
        self._room.release()
        return line

    async def send(self, text: bytes) -> None:
        """Write one line. JSON text contains no unescaped line break (RFC 8259, 7)."""
        # A thread writes, since a pipe that nobody reads blocks; the loop waits for its word.
        written: asyncio.Future[None] = self._loop.create_future()
        self._unsent.put((text + b"\n", written))
        try:
            await written
        except OSError as error:
            raise TransportClosed from error

    def _write(self) -> None:
        while True:
            line, written = self._unsent.get()
            failure: OSError | None = None
            try:
                # write() may write less than the line.
                while line:
                    line = line[os.write(self._target, line) :]
            except OSError as error:
                failure = error
            try:
                self._loop.call_soon_threadsafe(_settle, written, failure)
            except RuntimeError:
                # The loop has ended.
                return

    def send_now(self, text: bytes, at_end: AtEnd | None = None) -> bool:
        """Return False: a pipe may be full, and writing to it would block."""
        return False

    async def close(self) -> None:
        """Do nothing: the output ends with the process."""

    def drop(self) -> None:
        """End the input, and discard the lines that were read ahead."""
        while not self._lines.empty():
            self._lines.get_nowait()
        self._lines.put_nowait(None)


def _settle(written: asyncio.Future[None], failure: OSError | None) -> None:
    # Cancelled by the timeout of its sender.
    if written.done():
        return
    if failure is None:
        written.set_result(None)
    else:
        written.set_exception(failure)


def take_standard_streams() -> tuple[int, int]:
    """Redirect standard output to standard error, and return the descriptors for messages."""
    # The copy is the only way to the client; descriptor 1 is standard error from here on.
    target = os.dup(1)
    os.dup2(2, 1)
    return 0, target


async def run_until_signal(transport: LineTransport, work: Coroutine[Any, Any, None]) -> None:
    """Run *work*, which ends with the input of *transport*; a signal ends the input."""
    task, loop = asyncio.create_task(work), asyncio.get_running_loop()

    def stop() -> None:
        transport.drop()
        # A client that reads no answers, or a call that never ends, must not keep the process.
        loop.call_later(DRAIN_SECONDS, task.cancel)

    for number in (signal.SIGTERM, signal.SIGINT):
        # Windows has none: there the client closes the input, and Ctrl-C ends asyncio.run().
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop)
    with contextlib.suppress(asyncio.CancelledError):
        await task
