"""A thread pool that is fair between connections.

Services and tools are synchronous; the daemon runs them here. Each connection has a lane; lanes
take turns, so that one that asks for much does not keep the others waiting.

The threads are the pool's own: what ends on them is collected by the loop in one go, which costs a
third of a future a call, and a call that never ends does not keep the process.
"""

import asyncio
import queue
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")


@dataclass(eq=False, slots=True)
class Lane:
    """The work of one connection: what waits, and how much of it runs."""

    waiting: "deque[Job[Any]]" = field(default_factory=deque)
    running: int = 0
    queued: bool = False


@dataclass(eq=False, slots=True)
class Job(Generic[Value]):
    """One piece of work.

    Attributes:
        lane: whose it is.
        work: runs on a thread.
        done: is told on the loop what *work* returned, or what it raised.
        cancelled: True where nobody wants it: it never starts, and *done* is not told.
        value: what it returned.
        failure: what it raised, or None.
    """

    lane: Lane
    work: Callable[[], Value]
    done: Callable[[Value | None, BaseException | None], None]
    cancelled: bool = False
    value: Value | None = None
    failure: BaseException | None = None


class Pool:
    """Runs work on a bounded number of threads. Belongs to one event loop.

    Arguments:
        threads: how much runs at once.
        per_lane: how much of one lane runs at once.
    """

    def __init__(self, threads: int, per_lane: int) -> None:
        self._free = threads
        self._per_lane = per_lane
        self._ready: deque[Lane] = deque()
        self._handed: queue.SimpleQueue[Job[Any] | None] = queue.SimpleQueue()
        self._ended: deque[Job[Any]] = deque()
        self._collecting = False
        self._loop = asyncio.get_running_loop()
        self._threads = [
            threading.Thread(target=self._serve, name=f"mcp-{number}", daemon=True)
            for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def submit(
        self,
        lane: Lane,
        work: Callable[[], Value],
        done: Callable[[Value | None, BaseException | None], None],
    ) -> Job[Value]:
        """Run *work* when it is *lane*'s turn, then *done* on the loop; cancel by the job."""
        job = Job(lane, work, done)
        lane.waiting.append(job)
        self._queue(lane)
        self._start()
        return job

    async def run(self, lane: Lane, work: Callable[[], Value]) -> Value:
        """Run *work* when it is *lane*'s turn, and return or raise what it does.

        Cancelled before its turn, it never runs; while it runs, its outcome is dropped.
        """
        outcome: asyncio.Future[Any] = self._loop.create_future()

        def done(value: Value | None, failure: BaseException | None) -> None:
            if outcome.done():
                return
            if failure is not None:
                outcome.set_exception(failure)
            else:
                outcome.set_result(value)

        job = self.submit(lane, work, done)
        try:
            value: Value = await outcome
        finally:
            job.cancelled = True
        return value

    def close(self) -> None:
        """Let running work end, and drop what waits."""
        self._ready.clear()
        for _ in self._threads:
            self._handed.put(None)

    def _queue(self, lane: Lane) -> None:
        if lane.waiting and not lane.queued and lane.running < self._per_lane:
            lane.queued = True
            self._ready.append(lane)

    def _start(self) -> None:
        while self._free and self._ready:
            lane = self._ready.popleft()
            lane.queued = False
            job = lane.waiting.popleft()
            if not job.cancelled:
                self._free -= 1
                lane.running += 1
                self._handed.put(job)
            self._queue(lane)

    def _serve(self) -> None:
        while (job := self._handed.get()) is not None:
            try:
                job.value = job.work()
            except BaseException as wrong:
                # Told to whoever waits for it; a thread must not end by one piece of work.
                job.failure = wrong
            self._ended.append(job)
            if not self._collecting:
                self._collecting = True
                try:
                    self._loop.call_soon_threadsafe(self._collect)
                except RuntimeError:
                    # The loop has ended: nobody wants it.
                    return

    def _collect(self) -> None:
        # First, so that what ends from here on is collected by another call.
        self._collecting = False
        while self._ended:
            job = self._ended.popleft()
            self._free += 1
            job.lane.running -= 1
            self._queue(job.lane)
            if not job.cancelled:
                job.done(job.value, job.failure)
        self._start()
