"""The count of connections: right once a second, and as cheap with many as with few."""

import asyncio
from collections.abc import Coroutine
from typing import Any, cast

from websockets.asyncio.server import ServerConnection
from websockets.protocol import State

from mcp_daemon.connection_reporter import REFRESH_SECONDS, ConnectionReporter
from mcp_daemon.worker_pool import WorkerPool
from tests.servers.waiting import WAIT_SECONDS


class Connection:
    """A connection that counts how often its state is read."""

    reads = 0

    def __init__(self, state: State = State.OPEN) -> None:
        self._state = state

    @property
    def state(self) -> State:
        Connection.reads += 1
        return self._state


class Reporting:
    """A reporter that runs, with a clock of its own."""

    def __init__(self) -> None:
        self.now = 0.0
        self.reported: list[int] = []
        self.pool = WorkerPool(1, 1)
        self.reporter = ConnectionReporter(
            self.reported.append, lambda: None, self.pool, lambda: self.now
        )
        self.running = asyncio.create_task(self.reporter.run())

    async def add(self, *states: State) -> list[Connection]:
        """Add a connection in each of *states*."""
        added = [Connection(state) for state in states]
        for connection in added:
            await self.reporter.add(cast(ServerConnection, connection))
        return added

    def remove(self, connection: Connection) -> None:
        self.reporter.discard(cast(ServerConnection, connection))

    async def end(self) -> None:
        self.running.cancel()
        await asyncio.wait([self.running])
        self.pool.close()


def run(test: Coroutine[Any, Any, None]) -> None:
    async def bounded() -> None:
        async with asyncio.timeout(WAIT_SECONDS):
            await test

    asyncio.run(bounded())


def test_connection_is_reported_before_add_returns() -> None:
    async def main() -> None:
        reporting = Reporting()
        await reporting.add(State.CONNECTING, State.OPEN)
        assert reporting.reported[-1] == 2
        await reporting.end()

    run(main())


def test_opening_reads_the_state_of_no_other_connection() -> None:
    """Each opening read the state of all: 9 ms with 8,000 open."""

    async def main() -> None:
        reporting = Reporting()
        await reporting.add(*[State.OPEN] * 50)
        before = Connection.reads
        await reporting.add(*[State.OPEN] * 50)
        assert (Connection.reads, reporting.reported[-1]) == (before, 100)
        await reporting.end()

    run(main())


def test_closing_connection_is_not_counted_after_a_second() -> None:
    """A client that vanished does not close its socket for minutes (RFC 9293, 3.8.3)."""

    async def main() -> None:
        reporting = Reporting()
        _, closing = await reporting.add(State.OPEN, State.CLOSING)
        reporting.now += REFRESH_SECONDS
        assert reporting.reporter.count() == 1
        reporting.remove(closing)
        assert reporting.reporter.count() == 1
        await reporting.end()

    run(main())
