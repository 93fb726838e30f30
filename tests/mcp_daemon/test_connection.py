"""What a connection has received is parsed in turns with others, in order and completely.

Frames are those of RFC 6455, 5.2, with a mask of zeros, which leaves the payload as it is.
"""

import asyncio
import socket
import struct
from collections.abc import Callable

import pytest
from websockets.server import ServerProtocol

from common.services.byte_budget import ByteBudget
from mcp_daemon.connection import TURN_BYTES, BoundedConnection
from mcp_daemon.loop_turns import LoopTurns
from mcp_daemon.worker_pool import ClientQueue

HANDSHAKE = (
    b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
TEXT, PING, PONG, LAST = 1, 9, 10, 0x80
EMPTY_PING = bytes([LAST | PING, 0x80, 0, 0, 0, 0])


def text(payload: bytes) -> bytes:
    return bytes([LAST | TEXT, 0x80 | 127]) + struct.pack("!QI", len(payload), 0) + payload


class RecordedTurns(LoopTurns):
    """Runs nothing until it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.submitted: list[Callable[[], None]] = []

    def submit(self, queue: ClientQueue, work: Callable[[], None]) -> None:  # type: ignore[override]  # the item is not used
        self.submitted.append(work)

    def run_one(self) -> None:
        self.submitted.pop(0)()


class OneConnection:
    """The part of websockets' server that a connection uses: its task."""

    def __init__(self) -> None:
        self.handler_tasks: set[object] = set()
        self.opened = asyncio.Event()

    def is_serving(self) -> bool:
        return True

    async def handler(self, connection: BoundedConnection) -> None:
        await connection.handshake()
        self.opened.set()


async def opened(
    turns: LoopTurns, lost: Callable[[object], None] = lambda _: None
) -> tuple[BoundedConnection, socket.socket]:
    """Return a connection after its handshake, and the client's socket, which does not block."""
    ours, client = socket.socketpair()
    server = OneConnection()
    connection = BoundedConnection(
        ServerProtocol(),
        server,  # type: ignore[arg-type]  # a part of it
        turns=turns,
        on_lost=lost,
        head=HANDSHAKE,
        max_queue=4,
    )
    ours.setblocking(False)
    await asyncio.get_running_loop().connect_accepted_socket(lambda: connection, ours)
    await server.opened.wait()
    client.setblocking(False)
    assert client.recv(4_096).startswith(b"HTTP/1.1 101")
    return connection, client


def test_small_frames_are_parsed_in_turns() -> None:
    """A read of 60 KB has 10,000 pings; another connection waits for those of one turn."""

    async def main() -> None:
        turns = RecordedTurns()
        connection, client = await opened(turns)
        connection.data_received(EMPTY_PING * 10_000)
        answered = 0
        while turns.submitted:
            assert len(turns.submitted) == 1
            turns.run_one()
            pongs = client.recv(1 << 20)
            assert len(pongs) <= TURN_BYTES
            answered += pongs.count(bytes([LAST | PONG, 0]))
        assert answered == 10_000
        connection.transport.abort()
        client.close()

    asyncio.run(main())


@pytest.mark.parametrize("size", [1, 100, TURN_BYTES, 70_000])
def test_messages_of_all_sizes_arrive_in_order(size: int) -> None:
    """More are sent than the connection reads ahead."""

    async def main() -> None:
        connection, client = await opened(LoopTurns())
        messages = [b"%d %b" % (number, b"x" * size) for number in range(200)]
        loop = asyncio.get_running_loop()
        sending = asyncio.create_task(loop.sock_sendall(client, b"".join(map(text, messages))))
        received = [await connection.recv(decode=False) for _ in messages]
        await sending
        assert received == messages
        connection.transport.abort()
        client.close()

    asyncio.run(main())


def test_turn_after_the_connection_was_lost_does_nothing() -> None:
    """The turns of the other connections go on."""

    async def main() -> None:
        turns, lost = RecordedTurns(), asyncio.Event()
        connection, client = await opened(turns, lambda _: lost.set())
        connection.data_received(EMPTY_PING * 10_000)
        connection.transport.abort()
        await lost.wait()
        turns.run_one()
        assert turns.submitted == []
        client.close()

    asyncio.run(main())


def test_bytes_that_wait_for_their_turn_are_charged() -> None:
    """1,000 connections, each with 256 KiB that nobody had counted, took 600 MiB."""

    async def main() -> None:
        turns, budget = RecordedTurns(), ByteBudget(100_000, 100_000, 0)
        first, first_client = await opened(turns)
        second, second_client = await opened(turns)
        for connection in (first, second):
            connection.held.charge_to(budget, "192.0.2.1")
            connection.data_received(EMPTY_PING * 10_000)
        assert budget.held_bytes == len(EMPTY_PING) * 10_000
        assert len(turns.submitted) == 1
        # RFC 6455, 5.5.1: a close frame begins with the code.
        assert second_client.recv(4_096)[2:4] == struct.pack("!H", 1013)
        for connection in (first, second):
            connection.transport.abort()
        first_client.close()
        second_client.close()

    asyncio.run(main())
