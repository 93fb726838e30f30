"""A conversation without a transport: what is sent leaves in the order in which it came up."""

import asyncio
from typing import Any

from mcp_daemon.authentication import Peer
from mcp_daemon.session import SessionRunner, Work
from mcp_daemon.worker_pool import Pool
from tests.common.mcp.offering import offering


class Hesitating:
    """A wire that has no room for the first text at once, and then has."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self._asked = 0

    async def receive(self) -> None:
        """Say that the client sends no more."""

    async def send(self, text: bytes) -> None:
        """Take *text* once there is room."""
        self.sent.append(text)

    def send_now(self, text: bytes) -> bool:
        """Take *text* where there is room."""
        self._asked += 1
        if self._asked == 1:
            return False
        self.sent.append(text)
        return True

    async def close(self) -> None:
        """Do nothing."""

    def drop(self) -> None:
        """Do nothing."""


def test_what_finds_room_does_not_overtake_what_waits_for_it() -> None:
    """Progress: none comes after the result."""

    async def talk() -> list[bytes]:
        wire, services = Hesitating(), None
        pool = Pool(1, 1)
        work = Work(offering(), services, pool, pool)  # type: ignore[arg-type]  # no call is run
        conversation = SessionRunner(wire, Peer("ip:test"), work)

        def report(text: bytes) -> Any:
            conversation._report(lambda: text)

        for text in (b"first", b"second", b"third"):
            report(text)
        await asyncio.sleep(0)
        while conversation._tasks:
            await asyncio.sleep(0)
        work.pool.close()
        return wire.sent

    assert asyncio.run(talk()) == [b"first", b"second", b"third"]
