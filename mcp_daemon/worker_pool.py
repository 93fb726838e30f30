"""A thread pool that is fair between connections and cheap for work that is short.

Services and tools are synchronous; the daemon runs them here. Each connection has a lane; lanes
take turns, so that one that asks for much does not keep the others waiting.

Most calls take less time than it costs to wake a thread. So a thread that is awake goes on with
whatever waits, without asking the loop, and wakes the loop once, when nothing is left. The loop
looks every `TICK_SECONDS` while there is work: it takes what has ended so far, and wakes another
thread where that helps, since those awake wait for Redis or draw something large. Beside short work
that keeps the processor busy it would not: threads of one interpreter only take turns.

The threads are daemons: a call that never ends does not keep the process.
"""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")

# A call that waits behind a long one waits so much more; drawing a barcode takes a tenth of it.
TICK_SECONDS = 0.002
# Of a processor: where the process uses less, its threads wait for something else.
BUSY_SHARE = 0.8


@dataclass(eq=False, slots=True)
class ClientQueue:
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

    lane: ClientQueue
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
        name: prefix of the threads' names.
    """

    def __init__(self, threads: int, per_lane: int, name: str = "mcp") -> None:
        self._per_lane = per_lane
        # Guards the lanes and what follows; held for a few instructions at a time.
        self._lock = threading.Lock()
        self._ready: deque[ClientQueue] = deque()
        self._ended: deque[Job[Any]] = deque()
        self._idle = threads
        self._closed = False
        self._ticking = False
        # Since the loop last looked: whether anything has ended, and what the clocks said then.
        self._moved = False
        self._looked_at = self._used = 0.0
        self._wake = threading.Semaphore(0)
        self._loop = asyncio.get_running_loop()
        self._threads = [
            threading.Thread(target=self._serve, name=f"{name}-{number}", daemon=True)
            for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def submit(
        self,
        lane: ClientQueue,
        work: Callable[[], Value],
        done: Callable[[Value | None, BaseException | None], None],
    ) -> Job[Value]:
        """Run *work* when it is *lane*'s turn, then *done* on the loop; cancel by the job."""
        job = Job(lane, work, done)
        with self._lock:
            lane.waiting.append(job)
            self._queue(lane)
            if self._idle == len(self._threads):
                self._wake_worker()
        if not self._ticking:
            self._ticking = True
            self._loop.call_later(TICK_SECONDS, self._tick)
        return job

    async def run(self, lane: ClientQueue, work: Callable[[], Value]) -> Value:
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
        with self._lock:
            self._closed = True
        for _ in self._threads:
            self._wake.release()

    def _queue(self, lane: ClientQueue) -> None:
        if lane.waiting and not lane.queued and lane.running < self._per_lane:
            lane.queued = True
            self._ready.append(lane)

    def _wake_worker(self) -> None:
        """Wake a thread where one sleeps and there is something for it."""
        if self._idle and self._ready:
            self._idle -= 1
            self._wake.release()

    def _tick(self) -> None:
        self._collect()
        busy = self._keeps_busy()
        with self._lock:
            if not (busy and self._moved):
                self._wake_worker()
            self._moved = False
            self._ticking = self._idle < len(self._threads)
        if self._ticking:
            self._loop.call_later(TICK_SECONDS, self._tick)

    def _keeps_busy(self) -> bool:
        """Say whether the process has kept a processor busy since this was last asked."""
        now, used = time.monotonic(), time.process_time()
        passed, spent = now - self._looked_at, used - self._used
        self._looked_at, self._used = now, used
        return spent > passed * BUSY_SHARE

    def _collect(self) -> None:
        while self._ended:
            job = self._ended.popleft()
            if not job.cancelled:
                job.done(job.value, job.failure)

    def _serve(self) -> None:
        while True:
            self._wake.acquire()
            if self._closed:
                return
            job = self._next(None)
            while job is not None:
                try:
                    job.value = job.work()
                except BaseException as wrong:
                    # Told to whoever waits for it; a thread must not end by one piece of work.
                    job.failure = wrong
                job = self._next(job)
            try:
                self._loop.call_soon_threadsafe(self._collect)
            except RuntimeError:
                # The loop has ended: nobody wants it.
                return

    def _next(self, ended: Job[Any] | None) -> Job[Any] | None:
        """Take note that *ended* has, and return what to do now; None is to sleep."""
        with self._lock:
            if ended is not None:
                self._ended.append(ended)
                self._moved = True
                ended.lane.running -= 1
                self._queue(ended.lane)
            while self._ready and not self._closed:
                lane = self._ready.popleft()
                lane.queued = False
                job = lane.waiting.popleft()
                if not job.cancelled:
                    lane.running += 1
                self._queue(lane)
                if not job.cancelled:
                    return job
            self._idle += 1
            return None
