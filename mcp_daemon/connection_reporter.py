"""Reports this daemon's open connections to the shared registry.

A connection is reported before its upgrade is answered, so that every connected client is counted.
Connections that open together are reported together. The report is repeated every second, because
the registry drops a daemon that stops reporting.
"""

import asyncio
import logging
import math
import time
from collections.abc import Callable
from functools import partial

from websockets.asyncio.server import ServerConnection
from websockets.protocol import State

from mcp_daemon.worker_pool import ClientQueue, WorkerPool

REFRESH_SECONDS = 1.0

_log = logging.getLogger("thebarcodeapi.mcp.connection_reporter")


class ConnectionReporter:
    """Counts connections and reports the count.

    Args:
        report: stores the count in the registry; may block.
        forget: removes this daemon from the registry; may block.
        pool: runs both. It has a thread for them alone, so that calls never delay a handshake.
        monotonic: returns seconds that never decrease.
    """

    def __init__(
        self,
        report: Callable[[int], None],
        forget: Callable[[], None],
        pool: WorkerPool,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._report = report
        self._forget = forget
        self._pool = pool
        self._monotonic = monotonic
        self._queue = ClientQueue()
        self._connections: set[ServerConnection] = set()
        # Those of them that were found closing, and when they were looked for.
        self._closing: set[ServerConnection] = set()
        self._looked_at = -math.inf
        self._waiting: list[asyncio.Future[None]] = []
        self._wake = asyncio.Event()
        self._failing = False

    def count(self) -> int:
        """Return the number of connections, including those in their handshake.

        It takes the same time however many there are, because every opening needs it: those that
        close are looked for once in `REFRESH_SECONDS`.
        """
        now = self._monotonic()
        if now - self._looked_at >= REFRESH_SECONDS:
            # A vanished client stays in CLOSING until its socket times out; it is not connected.
            alive = (State.CONNECTING, State.OPEN)
            self._closing = {each for each in self._connections if each.state not in alive}
            self._looked_at = now
        return len(self._connections) - len(self._closing)

    async def add(self, connection: ServerConnection) -> None:
        """Count *connection*, and return when the registry has the new count."""
        self._connections.add(connection)
        reported: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(reported)
        self._wake.set()
        await reported

    def discard(self, connection: ServerConnection) -> None:
        """Stop counting *connection*."""
        if connection in self._connections:
            self._connections.discard(connection)
            self._closing.discard(connection)
            self._wake.set()

    async def run(self) -> None:
        """Report until cancelled, then remove this daemon from the registry."""
        try:
            while True:
                # In this order: a connection that is added during the report wakes the next one.
                self._wake.clear()
                waiting, self._waiting = self._waiting, []
                await self._pool.run(self._queue, partial(self._send_count, self.count()))
                for reported in waiting:
                    # Cancelled if the handshake timed out.
                    if not reported.done():
                        reported.set_result(None)
                await self._pause()
        finally:
            await self._pool.run(self._queue, self._forget)

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(REFRESH_SECONDS):
                await self._wake.wait()
        except TimeoutError:
            pass

    def _send_count(self, count: int) -> None:
        try:
            self._report(count)
        except Exception:
            # The client is admitted although its connection can't be reported: the registry's own
            # health shows the failure. Logged once, not every second.
            if not self._failing:
                _log.exception("the connection count could not be reported")
            self._failing = True
        else:
            self._failing = False
