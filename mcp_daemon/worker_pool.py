"""A thread pool that is fair between clients and cheap for short work.

Services and tools are synchronous, so the daemon runs them on these threads. Each client has a
queue, and the queues take turns: a client with many calls does not delay the others.

Most calls take less time than waking a thread. A thread that is awake therefore takes the next
work item without involving the event loop, and wakes the loop once, when no item is left. While
there is work, the loop checks every `TICK_SECONDS`: it collects finished items, and it wakes
another thread if the threads that are awake wait for Redis or draw something large. If the process
already keeps a processor busy, another thread would not help, because the threads of an
interpreter take turns.

The threads are daemon threads: a call that never ends does not keep the process alive.
"""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")

# The longest additional wait behind a long call. Drawing a barcode takes a tenth of it.
TICK_SECONDS = 0.002
# Share of one processor. Below it, the threads of the process wait for something else.
BUSY_SHARE = 0.8


@dataclass(eq=False, slots=True)
class ClientQueue:
    """The work of one client.

    Attributes:
        waiting: work items that have not started, oldest first.
        running: the number of work items that run now.
        queued: True if the queue is in the pool's list of queues that are ready.
    """

    # A list: an empty deque has 600 bytes, and a client has few calls under way.
    waiting: "list[WorkItem[Any]]" = field(default_factory=list)
    running: int = 0
    queued: bool = False


def drop(value: object, failure: BaseException | None) -> None:
    """Drop what the work has returned or raised."""


@dataclass(eq=False, slots=True)
class WorkItem(Generic[Value]):
    """A function to run on a thread.

    Attributes:
        queue: the queue of the client.
        work: runs on a thread.
        done: called on the loop with the value that *work* returned and the exception that it
            raised; one of them is None.
        cancelled: True if the result is no longer wanted: an item that has not started never
            runs, and *done* is not called.
        value: what *work* returned.
        failure: what *work* raised, or None.
    """

    queue: ClientQueue
    work: Callable[[], Value]
    done: Callable[[Value | None, BaseException | None], None] = drop
    cancelled: bool = False
    value: Value | None = None
    failure: BaseException | None = None


class WorkerPool:
    """Runs work on a bounded number of threads. A pool belongs to one event loop.

    Args:
        threads: how many work items run at the same time.
        per_client: how many work items of one queue run at the same time.
        name: prefix of the threads' names.
    """

    def __init__(self, threads: int, per_client: int, name: str = "mcp") -> None:
        self._per_client = per_client
        # Guards the queues and the attributes below; held for a few instructions at a time.
        self._lock = threading.Lock()
        self._ready: deque[ClientQueue] = deque()
        self._ended: deque[WorkItem[Any]] = deque()
        self._idle = threads
        self._closed = False
        self._ticking = False
        # True if an item has ended since the last tick, and the clocks at that tick.
        self._progressed = False
        self._ticked_at = self._used_seconds = 0.0
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
        queue: ClientQueue,
        work: Callable[[], Value],
        done: Callable[[Value | None, BaseException | None], None],
    ) -> WorkItem[Value]:
        """Queue *work*, and call *done* on the loop when it has ended.

        Returns:
            The work item; set its ``cancelled`` to drop it.
        """
        item = WorkItem(queue, work, done)
        with self._lock:
            queue.waiting.append(item)
            self._enqueue(queue)
            # A thread that is awake finds the item by itself; only a sleeping pool is woken.
            if self._idle == len(self._threads):
                self._wake_worker()
        if not self._ticking:
            self._ticking = True
            self._loop.call_later(TICK_SECONDS, self._tick)
        return item

    async def run(self, queue: ClientQueue, work: Callable[[], Value]) -> Value:
        """Run *work* when it is the turn of *queue*, and return its value or raise its exception.

        If the caller is cancelled before that turn, *work* never runs. If it is cancelled while
        *work* runs, the outcome is dropped.
        """
        outcome: asyncio.Future[Any] = self._loop.create_future()

        def done(value: Value | None, failure: BaseException | None) -> None:
            # Cancelled in the meantime.
            if outcome.done():
                return
            if failure is not None:
                outcome.set_exception(failure)
            else:
                outcome.set_result(value)

        item = self.submit(queue, work, done)
        try:
            value: Value = await outcome
        finally:
            # A waiting item is then skipped; one that runs ends by itself, and nobody takes its
            # result.
            item.cancelled = True
        return value

    def close(self) -> None:
        """Drop the items that wait, and end each thread after the item that it runs."""
        with self._lock:
            self._closed = True
        for _ in self._threads:
            self._wake.release()

    def _enqueue(self, queue: ClientQueue) -> None:
        if queue.waiting and not queue.queued and queue.running < self._per_client:
            queue.queued = True
            self._ready.append(queue)

    def _wake_worker(self) -> None:
        """Wake a thread if one sleeps and there is an item for it."""
        if self._idle and self._ready:
            self._idle -= 1
            self._wake.release()

    def _tick(self) -> None:
        self._collect()
        busy = self._is_processor_busy()
        with self._lock:
            # An item that takes long may wait for input or output even in a busy process.
            if not (busy and self._progressed):
                self._wake_worker()
            self._progressed = False
            self._ticking = self._idle < len(self._threads)
        if self._ticking:
            self._loop.call_later(TICK_SECONDS, self._tick)

    def _is_processor_busy(self) -> bool:
        """Return True if the process has kept a processor busy since the last tick."""
        now, used = time.monotonic(), time.process_time()
        elapsed, spent = now - self._ticked_at, used - self._used_seconds
        self._ticked_at, self._used_seconds = now, used
        return spent > elapsed * BUSY_SHARE

    def _collect(self) -> None:
        while self._ended:
            item = self._ended.popleft()
            if not item.cancelled:
                item.done(item.value, item.failure)

    def _serve(self) -> None:
        while True:
            self._wake.acquire()
            if self._closed:
                return
            item = self._next(None)
            while item is not None:
                try:
                    item.value = item.work()
                except BaseException as error:
                    # `done` receives it. No work item may end the thread.
                    item.failure = error
                item = self._next(item)
            try:
                self._loop.call_soon_threadsafe(self._collect)
            except RuntimeError:
                # The loop has ended, so no one waits for the results.
                return

    def _next(self, ended: WorkItem[Any] | None) -> WorkItem[Any] | None:
        """Record that *ended* has ended, and return the next item, or None to sleep."""
        with self._lock:
            if ended is not None:
                self._ended.append(ended)
                self._progressed = True
                ended.queue.running -= 1
                self._enqueue(ended.queue)
            while self._ready and not self._closed:
                queue = self._ready.popleft()
                queue.queued = False
                item = queue.waiting.pop(0)
                if not item.cancelled:
                    queue.running += 1
                # At the end of the list: the queues take turns.
                self._enqueue(queue)
                if not item.cancelled:
                    return item
            self._idle += 1
            return None
