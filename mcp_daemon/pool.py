"""A thread pool that is fair between connections.

Services and tools are synchronous; the daemon runs them here. Each connection has a lane; lanes
take turns, so that one that asks for much does not keep the others waiting.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

Value = TypeVar("Value")


@dataclass(eq=False, slots=True)
class Lane:
    """The work of one connection: what waits, and how much of it runs."""

    waiting: deque[tuple[Callable[[], Any], asyncio.Future[Any]]] = field(default_factory=deque)
    running: int = 0


class Pool:
    """Runs work on a bounded number of threads. Belongs to one event loop.

    Arguments:
        threads: how much runs at once.
        per_lane: how much of one lane runs at once.
    """

    def __init__(self, threads: int, per_lane: int) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="mcp")
        self._free = threads
        self._per_lane = per_lane
        self._ready: deque[Lane] = deque()

    async def run(self, lane: Lane, work: Callable[[], Value]) -> Value:
        """Run *work* when it is *lane*'s turn, and return or raise what it does.

        Cancelled before its turn, it never runs; while it runs, its outcome is dropped.
        """
        outcome: asyncio.Future[Value] = asyncio.get_running_loop().create_future()
        lane.waiting.append((work, outcome))
        self._queue(lane)
        self._start()
        return await outcome

    def close(self) -> None:
        """Let running work end, and drop what waits."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _queue(self, lane: Lane) -> None:
        if lane.waiting and lane.running < self._per_lane and lane not in self._ready:
            self._ready.append(lane)

    def _start(self) -> None:
        while self._free and self._ready:
            lane = self._ready.popleft()
            work, outcome = lane.waiting.popleft()
            if not outcome.done():
                self._free -= 1
                lane.running += 1
                asyncio.create_task(self._run(lane, work, outcome))  # noqa: RUF006
            self._queue(lane)

    async def _run(self, lane: Lane, work: Callable[[], Any], outcome: asyncio.Future[Any]) -> None:
        loop = asyncio.get_running_loop()
        try:
            value = await loop.run_in_executor(self._executor, work)
        except Exception as wrong:
            if not outcome.done():
                outcome.set_exception(wrong)
        else:
            if not outcome.done():
                outcome.set_result(value)
        finally:
            self._free += 1
            lane.running -= 1
            self._queue(lane)
            self._start()
