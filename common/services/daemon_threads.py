"""A few threads that do work which may block, for callers who wait no longer than they can.

concurrent.futures would do, but for its threads being waited for when the process ends: a thread
that hangs on a stopped server would keep the process alive.
"""

import os
import queue
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

Result = TypeVar("Result")

# Whoever waits looks again so often. In a busy process each look is late and lets the others go on,
# without which a server's quick answer is not read: then it counts as twice its time, not as more.
TURN_SECONDS = 0.015


class WorkTimeout(Exception):
    """The work was not done by the deadline; *begun* says whether a thread was at it."""

    def __init__(self, seconds: float, begun: bool) -> None:
        super().__init__(f"not done within {seconds:.3g} s")
        self.begun = begun


class Job(Generic[Result]):
    """Work under way."""

    def __init__(self, work: Callable[[], Result]) -> None:
        self._work = work
        self._done = threading.Event()
        self._begun = False
        self._abandoned = False
        self._result: list[Result] = []
        self._error: BaseException | None = None

    def run(self) -> None:
        """Do the work, unless nobody waits for it any more."""
        if self._abandoned:
            return
        self._begun = True
        try:
            self._result.append(self._work())
        except BaseException as error:
            self._error = error
        self._done.set()

    def result(self, seconds: float) -> Result:
        """Return the work's result, or raise what it raised.

        Raises:
            Late: *seconds* have passed, more where the process is busy; the work is skipped if it
                has not begun.
        """
        if not is_set_within(self._done, seconds):
            self._abandoned = True
            raise WorkTimeout(seconds, self._begun)
        if self._error is not None:
            raise self._error
        return self._result[0]


def is_set_within(event: threading.Event, seconds: float) -> bool:
    """Say whether *event* is set within *seconds*, more where the process is busy."""
    left = seconds
    while left >= 0:
        began = time.monotonic()
        if event.wait(min(left, TURN_SECONDS)):
            return True
        left -= min(time.monotonic() - began, 2 * TURN_SECONDS)
    return False


class DaemonThreadPool:
    """Up to *size* daemon threads, started when there is work. Starts anew after a fork."""

    def __init__(self, size: int, name: str) -> None:
        self._size = size
        self._name = name
        self._lock = threading.Lock()
        self._begin()

    def _begin(self) -> None:
        self._pid = os.getpid()
        self._jobs: queue.SimpleQueue[Job[object] | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._idle = threading.Semaphore(0)

    def submit(self, work: Callable[[], Result]) -> Job[Result]:
        """Have *work* done by a thread and return at once."""
        job = Job(work)
        with self._lock:
            if self._pid != os.getpid():
                self._begin()
            self._jobs.put(job)  # type: ignore[arg-type]  # a queue of jobs of any result
            if not self._idle.acquire(blocking=False) and len(self._threads) < self._size:
                self._threads.append(self._start())
        return job

    def _start(self) -> threading.Thread:
        arguments = (self._jobs, self._idle)
        thread = threading.Thread(target=_work, args=arguments, name=self._name, daemon=True)
        thread.start()
        return thread

    def dismiss(self, seconds: float) -> None:
        """End the threads, waiting up to *seconds* for each that is at work."""
        with self._lock:
            if self._pid != os.getpid():
                return
            threads, self._threads = self._threads, []
            for _ in threads:
                self._jobs.put(None)
        for thread in threads:
            thread.join(seconds)


def _work(jobs: "queue.SimpleQueue[Job[object] | None]", idle: threading.Semaphore) -> None:
    while (job := jobs.get()) is not None:
        job.run()
        del job
        idle.release()
