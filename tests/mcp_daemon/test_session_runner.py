"""A session without a network: texts leave in the order in which they were written."""

import asyncio

from mcp_daemon.authentication import Peer
from mcp_daemon.session_runner import Dependencies, SessionRunner
from mcp_daemon.worker_pool import WorkerPool
from tests.common.mcp.offering import offering
from tests.mcp_daemon.running import WAIT_SECONDS


class SlowStart:
    """A transport that can't send its first text without waiting.

    Attributes:
        sent: the texts that were sent.
        complete: set when three were.
    """

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.complete = asyncio.Event()
        self._attempts = 0

    async def receive(self) -> None:
        """Return the end of the input."""

    async def send(self, text: bytes) -> None:
        """Send *text*."""
        self.sent.append(text)
        if len(self.sent) == 3:
            self.complete.set()

    def send_now(self, text: bytes) -> bool:
        """Send *text*, except at the first attempt."""
        self._attempts += 1
        if self._attempts > 1:
            self.sent.append(text)
        return self._attempts > 1

    async def close(self) -> None:
        """Do nothing."""

    def drop(self) -> None:
        """Do nothing."""


def test_later_text_does_not_overtake_an_unsent_one() -> None:
    """Progress, behavior requirements: values increase, so their order must be kept."""

    async def send_three() -> list[bytes]:
        transport, pool = SlowStart(), WorkerPool(1, 1)
        dependencies = Dependencies(offering(), None, pool, pool)  # type: ignore[arg-type]  # no call is run
        runner = SessionRunner(transport, Peer("ip:test"), dependencies)
        for text in (b"first", b"second", b"third"):
            runner.send_notification(text)
        async with asyncio.timeout(WAIT_SECONDS):
            await transport.complete.wait()
        pool.close()
        return transport.sent

    assert asyncio.run(send_three()) == [b"first", b"second", b"third"]
