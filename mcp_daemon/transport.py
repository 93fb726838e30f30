"""What carries the messages of a conversation: a WebSocket, or the lines of a process.

WireClosed   the other end is gone
"""

import asyncio
import os
import queue
import threading
from typing import Protocol

from websockets.asyncio.server import ServerConnection, broadcast
from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode
from websockets.protocol import State

# Lines read ahead of the conversation, which bounds what a client can make us hold.
MOST_LINES_AHEAD = 4
CHUNK_BYTES = 65_536
# What stands for a line beyond the bound: the session answers that it can't be read.
TOO_LONG = b"too long"


class TransportClosed(Exception):
    """The other end is gone: nothing comes in, and nothing can be sent."""


class Transport(Protocol):
    """Carries JSON texts both ways."""

    async def receive(self) -> str | bytes | None:
        """Return the next message; None where the client sends no more but still listens.

        Raises:
            WireClosed: it is gone.
        """
        ...

    async def send(self, text: bytes) -> None:
        """Send one message.

        Raises:
            WireClosed: it is gone.
        """
        ...

    def send_now(self, text: bytes) -> bool:
        """Send one message without waiting; False where that can't be done, and nothing was."""
        ...

    async def close(self) -> None:
        """Say goodbye: the server is about to go."""
        ...

    def drop(self) -> None:
        """Let go without a word."""
        ...


class WebSocketTransport:
    """One message a text frame."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection

    async def receive(self) -> str | bytes:
        """Return the next message; a binary frame closes the connection with 1003."""
        try:
            message = await self._connection.recv()
            if isinstance(message, str):
                return message
            text = "Send JSON as text, one message a frame."
            await self._connection.close(CloseCode.UNSUPPORTED_DATA, text)
        except ConnectionClosed as wrong:
            raise TransportClosed from wrong
        raise TransportClosed

    async def send(self, text: bytes) -> None:
        """Send one text frame; return when there is room for another."""
        try:
            await self._connection.send(text, text=True)
        except ConnectionClosed as wrong:
            raise TransportClosed from wrong

    def send_now(self, text: bytes) -> bool:
        """Send one text frame where the client keeps up with reading."""
        connection = self._connection
        if connection.state is not State.OPEN or connection.transport.get_write_buffer_size():
            return False
        broadcast((connection,), text, text=True)
        return True

    async def close(self) -> None:
        """Close with 1001."""
        await self._connection.close(CloseCode.GOING_AWAY, "The server is about to stop.")

    def drop(self) -> None:
        """Reset the connection."""
        self._connection.transport.abort()


class LineTransport:
    """One message a line, as the stdio transport has it (transports, stdio).

    Arguments:
        source: descriptor that lines come from.
        target: descriptor that lines go to.
        most_bytes: a longer line is taken as one that can't be read.
    """

    def __init__(self, source: int, target: int, most_bytes: int) -> None:
        self._source = source
        self._target = target
        self._most_bytes = most_bytes
        self._lines: asyncio.Queue[bytes | None] = asyncio.Queue(MOST_LINES_AHEAD)
        self._leaving: queue.SimpleQueue[tuple[bytes, asyncio.Future[None]]] = queue.SimpleQueue()
        self._loop = asyncio.get_running_loop()
        # What waits for a pipe can't be taken back, so the process must be able to end meanwhile:
        # hence daemon threads, and descriptors rather than files with locks of their own.
        for work in (self._read, self._write):
            threading.Thread(target=work, daemon=True).start()

    def _read(self) -> None:
        rest, skipping = bytearray(), False
        while chunk := self._read_chunk():
            *lines, last = (bytes(rest) + chunk).split(b"\n")
            for line in lines:
                if not skipping:
                    self._hand_over(line)
                skipping = False
            rest = bytearray(last)
            if len(rest) > self._most_bytes:
                if not skipping:
                    self._hand_over(bytes(rest))
                rest, skipping = bytearray(), True
        if rest and not skipping:
            self._hand_over(bytes(rest))
        self._put(None)

    def _read_chunk(self) -> bytes:
        try:
            return os.read(self._source, CHUNK_BYTES)
        except OSError:
            # What can't be read, such as an input that was closed before the start, has ended.
            return b""

    def _hand_over(self, line: bytes) -> None:
        if line.strip():
            self._put(line if len(line) <= self._most_bytes else TOO_LONG)

    def _put(self, line: bytes | None) -> None:
        try:
            asyncio.run_coroutine_threadsafe(self._lines.put(line), self._loop).result()
        except RuntimeError:
            # The loop has ended: nobody wants the line.
            return

    async def receive(self) -> bytes | None:
        """Return the next line, or None at the end of the input."""
        return await self._lines.get()

    async def send(self, text: bytes) -> None:
        """Write one line; JSON text holds no line break of its own."""
        written: asyncio.Future[None] = self._loop.create_future()
        self._leaving.put((text + b"\n", written))
        try:
            await written
        except OSError as wrong:
            raise TransportClosed from wrong

    def _write(self) -> None:
        while True:
            line, written = self._leaving.get()
            failure: OSError | None = None
            try:
                while line:
                    line = line[os.write(self._target, line) :]
            except OSError as wrong:
                failure = wrong
            try:
                self._loop.call_soon_threadsafe(_settle, written, failure)
            except RuntimeError:
                # The loop has ended: nobody waits for it.
                return

    def send_now(self, text: bytes) -> bool:
        """Send nothing: a pipe may be full."""
        return False

    async def close(self) -> None:
        """Do nothing: the end of the process is the end of the output."""

    def drop(self) -> None:
        """Read no more, not even what was read ahead."""
        while not self._lines.empty():
            self._lines.get_nowait()
        self._lines.put_nowait(None)


def _settle(written: asyncio.Future[None], failure: OSError | None) -> None:
    if written.done():
        return
    if failure is None:
        written.set_result(None)
    else:
        written.set_exception(failure)
