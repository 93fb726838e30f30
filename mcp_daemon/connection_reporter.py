"""Tells the shared registry how many connections this daemon holds, truly.

A connection is reported before its upgrade is answered, so that whoever is connected is counted.
Reports that come together go out as one; each is repeated every second, since the registry forgets
a daemon that falls silent.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from websockets.asyncio.server import ServerConnection
from websockets.protocol import State

REFRESH_SECONDS = 1.0

_log = logging.getLogger("thebarcodeapi.mcp.census")


class ConnectionReporter:
    """Counts connections and reports the count.

    Arguments:
        report: tells the registry how many there are; blocks, so it runs on a thread of its own.
        forget: tells the registry that this daemon is gone.
    """

    def __init__(self, report: Callable[[int], None], forget: Callable[[], None]) -> None:
        self._report = report
        self._forget = forget
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="census")
        self._present: set[ServerConnection] = set()
        self._waiting: list[asyncio.Future[None]] = []
        self._wake = asyncio.Event()
        self._failing = False

    def count(self) -> int:
        """Return how many connections there are, those in their handshake included."""
        # A client that vanished is closing until its socket gives up: it is gone already.
        alive = (State.CONNECTING, State.OPEN)
        return sum(connection.state in alive for connection in self._present)

    async def add(self, connection: ServerConnection) -> None:
        """Count *connection*, and return once the registry knows."""
        self._present.add(connection)
        told: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(told)
        self._wake.set()
        await told

    def discard(self, connection: ServerConnection) -> None:
        """Count *connection* no more."""
        if connection in self._present:
            self._present.discard(connection)
            self._wake.set()

    async def run(self) -> None:
        """Report until cancelled, then tell the registry to forget this daemon."""
        loop = asyncio.get_running_loop()
        try:
            while True:
                self._wake.clear()
                waiting, self._waiting = self._waiting, []
                await loop.run_in_executor(self._thread, self._tell, self.count())
                for told in waiting:
                    if not told.done():
                        told.set_result(None)
                await self._pause()
        finally:
            self._thread.submit(self._forget)
            self._thread.shutdown(wait=True)

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(REFRESH_SECONDS):
                await self._wake.wait()
        except TimeoutError:
            pass

    def _tell(self, count: int) -> None:
        try:
            self._report(count)
        except Exception:
            # A client is let in though the count can't be told: the registry's own health says
            # that it fails. Logged once, not every second.
            if not self._failing:
                _log.exception("the connection count could not be reported")
            self._failing = True
        else:
            self._failing = False
