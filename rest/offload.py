"""Runs long work on a thread of its own, so that a worker's other requests go on meanwhile.

Under the gevent worker all requests of a process share one thread. Work that holds it for tens of
milliseconds and lets go of the interpreter lock, as reading a photo does, belongs here.
"""

import time
from collections.abc import Callable
from functools import cache
from typing import Generic, ParamSpec, TypeVar

import gevent
from gevent import monkey
from gevent.threadpool import ThreadPool

from rest import deadline

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

# More at a time would not be faster, and each holds a whole picture in memory.
_MOST_AT_A_TIME = 4
# So long a worker's other requests wait at most for work that breathes.
_BREATH_SECONDS = 0.004


class _Outcome(Generic[Result]):
    """What work on another thread came to: gevent would write what is raised there to the log."""

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
            # Else it would keep itself, and by its traceback the picture, in memory for a while.
            del error


@cache
def _pool() -> ThreadPool:
    """Return the threads of this process, which has its event loop by now."""
    # A thread is free again when its work has ended, even where nobody waits for it any more.
    return ThreadPool(_MOST_AT_A_TIME)


def in_thread(work: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Return *work* as a function that runs it without stopping other requests."""

    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        if not monkey.is_module_patched("threading"):
            return work(*args, **kwargs)
        outcome: _Outcome[Result] = _pool().apply(_Outcome, (lambda: work(*args, **kwargs),))
        return outcome.get()

    return run


def _go_round() -> None:
    """Let the loop look at every socket once; gevent.sleep(0) would only run what is ready."""
    hub = gevent.get_hub()
    with hub.loop.timer(0) as timer:
        hub.wait(timer)


def yield_to_others(go_on: Callable[[], None] = deadline.restart) -> Callable[[], None]:
    """Return a function that long work calls again and again, and that lets others go on.

    Arguments:
        go_on: told after each breath that the work goes on. The deadline is for waiting on the
            client; work that goes on is bounded by itself.
    """
    if not monkey.is_module_patched("threading"):
        return lambda: None
    last = time.perf_counter()

    def breathe() -> None:
        nonlocal last
        if time.perf_counter() - last >= _BREATH_SECONDS:
            _go_round()
            go_on()
            last = time.perf_counter()

    return breathe
