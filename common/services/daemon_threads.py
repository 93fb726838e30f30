"""A few daemon threads for blocking work, for callers whose waits are bounded.

concurrent.futures waits for its threads when the process ends: a thread that hangs on a stopped
server would keep the process alive.
"""

import os
import queue
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

Result = TypeVar("Result")

# Poll interval, in seconds. In a busy gevent worker each poll returns late and lets other greenlets
# run: without that, an answer that has already arrived would not be read. A poll therefore counts
# as at most twice its length, whatever the clock says.
POLL_SECONDS = 0.015


class WorkTimeout(Exception):
    """The work was not done by the deadline; *begun* is True if a thread had begun it."""

    def __init__(self, seconds: float, begun: bool) -> None:
        super().__init__(f"not done within {seconds:.3g} s")
        self.begun = begun


class SubmittedWork(Generic[Result]):
    """Work that was submitted to a pool."""

    def __init__(self, work: Callable[[], Result]) -> None:
        self._work = work
        self._done = threading.Event()
        self._begun = False
        self._abandoned = False
        self._result: list[Result] = []
        self._error: BaseException | None = None

    def run(self) -> None:
        """Do the work, unless its caller has given up."""
        if self._abandoned:
            return
        self._begun = True
        try:
            self._result.append(self._work())
        except BaseException as error:
            # Raised again on the caller's thread; this thread must survive it.
            self._error = error
        self._done.set()

    def result(self, seconds: float) -> Result:
        """Return the result of the work, or raise its error.

        Raises:
            WorkTimeout: *seconds* have passed, more in a busy process; work that has not begun is
                skipped.
        """
        if not is_set_within(self._done, seconds):
            self._abandoned = True
            raise WorkTimeout(seconds, self._begun)
        if self._error is not None:
            raise self._error
        return self._result[0]


def is_set_within(event: threading.Event, seconds: float) -> bool:
    """Return True if *event* is set within *seconds*, or later in a busy process."""
    left = seconds
    while left >= 0:
        began = time.monotonic()
        if event.wait(min(left, POLL_SECONDS)):
            return True
        # A process that did not run for a while has not waited for that while.
        left -= min(time.monotonic() - began, 2 * POLL_SECONDS)
    return False


class DaemonThreadPool:
    """Up to *size* daemon threads, started as needed; a forked child starts its own."""

    def __init__(self, size: int, name: str) -> None:
        self._size = size
        self._name = name
        self._lock = threading.Lock()
        self._reset()

    def _reset(self) -> None:
        self._pid = os.getpid()
        self._jobs: queue.SimpleQueue[SubmittedWork[object] | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._idle = threading.Semaphore(0)

    def submit(self, work: Callable[[], Result]) -> SubmittedWork[Result]:
        """Queue *work* for a thread and return without waiting."""
        job = SubmittedWork(work)
        with self._lock:
            if self._pid != os.getpid():
                self._reset()
            self._jobs.put(job)  # type: ignore[arg-type]  # a queue of jobs of any result
            # A thread is started only if no idle one will run the job.
            if not self._idle.acquire(blocking=False) and len(self._threads) < self._size:
                self._threads.append(self._start())
        return job

    def _start(self) -> threading.Thread:
        arguments = (self._jobs, self._idle)
        thread = threading.Thread(target=_work, args=arguments, name=self._name, daemon=True)
        thread.start()
        return thread

    def stop(self, seconds: float) -> None:
        """End the threads; wait up to *seconds* for each one that is working."""
        with self._lock:
            # A fork has the list and none of the threads.
            if self._pid != os.getpid():
                return
            threads, self._threads = self._threads, []
            for _ in threads:
                self._jobs.put(None)
        for thread in threads:
            thread.join(seconds)


def _work(
    jobs: "queue.SimpleQueue[SubmittedWork[object] | None]", idle: threading.Semaphore
) -> None:
    while (job := jobs.get()) is not None:
        job.run()
        # An idle thread must not keep the last result alive.
        del job
        idle.release()
