"""Keeps long work from stopping the other requests of a worker.

All requests of a gevent worker share one thread. Work that holds this thread for tens of
milliseconds either runs on a native thread (`in_thread`) or pauses often (`yield_to_others`).
"""

import os
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Generic, ParamSpec, TypeVar

import gevent
from gevent import monkey
from gevent.hub import Waiter
from gevent.lock import BoundedSemaphore
from gevent.threadpool import ThreadPool

from common import settings
from common.services import capacity
from rest import deadline

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

# More threads would not be faster.
_MAX_THREADS = 4
# The longest that other requests wait for work that pauses.
_MAX_HOLD_SECONDS = 0.001


class _Outcome(Generic[Result]):
    """The result or the error of work on another thread.

    The error is carried as a value, because gevent logs what is raised on its threads.
    """

    def __init__(self, work: Callable[[], Result]) -> None:
        self._error: BaseException | None = None
        try:
            self._result = work()
        except BaseException as error:
            self._error = error

    def get(self) -> Result:
        error, self._error = self._error, None
        if error is None:
            return self._result
        try:
            raise error
        finally:
            # The traceback refers to this frame, and this frame to the error: such a cycle would
            # keep the picture in memory until the next collection.
            del error


@cache
def _pool() -> ThreadPool:
    """Return this process's threads, made at first use, after the worker's event loop."""
    # A thread is free when its work has ended, even if the request was given up earlier.
    return ThreadPool(_MAX_THREADS)


def in_thread(work: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Return a function that runs *work* on a native thread while other requests proceed.

    Use it for work that releases the interpreter lock, such as reading a photo. Outside gevent the
    work runs in place.
    """

    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        if not monkey.is_module_patched("threading"):
            return work(*args, **kwargs)
        outcome: _Outcome[Result] = _pool().apply(_Outcome, (lambda: work(*args, **kwargs),))
        return outcome.get()

    return run


def drawing_in_thread(work: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Return a function that runs *work* as `in_thread` does, when it is the turn of its picture.

    Use it for large pictures, which take up to 100 MB each: few are drawn at the same time, while
    other work, such as the check of a password, does not wait for them.
    """
    threaded = in_thread(work)

    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        if not monkey.is_module_patched("threading"):
            return work(*args, **kwargs)
        with _drawings():
            return threaded(*args, **kwargs)

    return run


@cache
def _drawings() -> BoundedSemaphore:
    """Return the turns of large pictures, made at first use, after the worker's event loop."""
    return BoundedSemaphore(capacity.of(settings.load(os.environ)).drawings)


def yield_to_others(after: Callable[[], None] = deadline.restart) -> Callable[[], None]:
    """Return a function that long work calls often, and that lets other requests proceed.

    Args:
        after: called after each pause. The default restarts the request's deadline: that limits
            how long a client is waited for, while the work is bounded by its own limits.
    """
    if not monkey.is_module_patched("threading"):
        return lambda: None
    last = time.perf_counter()

    def pause() -> None:
        nonlocal last
        if time.perf_counter() - last >= _MAX_HOLD_SECONDS:
            _turns().wait()
            after()
            last = time.perf_counter()

    return pause


def give_way() -> None:
    """Wait for a turn if what clients send has held this round of the event loop for long enough.

    Call it for each piece of a request that the client chooses the number of, before its work. The
    pieces of all clients count together: a thousand clients that each send a little at a time
    would otherwise hold the loop a thousand times as long as one. They have turns of their own, so
    that the work of complete requests does not wait for theirs.
    """
    if monkey.is_module_patched("threading") and (pieces := _pieces()).is_over():
        pieces.wait()


def take_turn() -> None:
    """Wait until other requests, and one other of those that wait here, have proceeded."""
    if monkey.is_module_patched("threading"):
        _turns().wait()


class _Turns:
    """Resumes one paused greenlet in each round of the event loop, which checks every socket.

    If all of them were resumed in one round, the other requests would wait for all of them. What
    the round has found on the sockets goes first, and so do the requests that begin with it.
    """

    def __init__(self) -> None:
        self._hub = gevent.get_hub()
        # A timer of no length ends in the next round; gevent.sleep(0) would not check sockets.
        self._timer = self._hub.loop.timer(0, priority=self._hub.loop.MINPRI)
        self._waiting: deque[Waiter[None]] = deque()
        # The round of the loop in which `is_over` was last called, and since when.
        self._round, self._began = -1, 0.0

    def is_over(self) -> bool:
        """Return True if this was called in this round of the loop, long enough ago."""
        now = time.perf_counter()
        if self._round != self._hub.loop.iteration:
            self._round, self._began = self._hub.loop.iteration, now
        return now - self._began >= _MAX_HOLD_SECONDS

    def wait(self) -> None:
        """Pause the current greenlet until its turn."""
        waiter: Waiter[None] = Waiter(self._hub)
        self._waiting.append(waiter)
        if len(self._waiting) == 1:
            self._timer.start(self._queue)
        try:
            waiter.get()
        except BaseException:
            # A deadline has ended the request, which takes no turn.
            with suppress(ValueError):
                self._waiting.remove(waiter)
            raise

    def _queue(self) -> None:
        # A connection that was accepted in this round has queued its request before.
        self._hub.loop.run_callback(self._resume)

    def _resume(self) -> None:
        if not self._waiting:
            return
        waiter = self._waiting.popleft()
        if self._waiting:
            self._timer.start(self._queue)
        waiter.switch(None)


@cache
def _turns() -> _Turns:
    """Return this process's turns, made at first use, after the worker's event loop."""
    return _Turns()


@cache
def _pieces() -> _Turns:
    """Return the turns of what clients send, made at first use, as `_turns`."""
    return _Turns()
