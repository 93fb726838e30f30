"""How long a request waits for Redis and the store in all, however often it asks them.

Each call to one of them is bounded by itself. But a Redis that answers just in time at every call,
or one that is away together with the store, would add up. So a request has `MAX_SECONDS` for all
of them together; what is left of it bounds each wait, and when nothing is left, they count as away
for this request, without being asked.

What must be told to all machines is asked of Redis in any case, such as counting: what a request
waits in a busy worker is mostly its own process, and counted by the machine instead, callers would
get more than their quota. It may take 0.1 s more.

What is done outside of requests, such as upkeep, has no such bound.
"""

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from common.services.clock import Clock

MAX_SECONDS = 0.2


class _Own(threading.local):
    """What belongs to a thread, or to a greenlet under gevent; a new one begins outside."""

    waited_seconds: float | None = None


_own = _Own()


def begin() -> None:
    """Note that a request begins on this thread, which ends whatever was before."""
    _own.waited_seconds = 0.0


def end() -> None:
    """Note that the request on this thread is over, but for streaming its answer."""
    _own.waited_seconds = None


@contextmanager
def request() -> Iterator[None]:
    """Make the block a request, or a part of the one that this thread is at."""
    is_part = _own.waited_seconds is not None
    if not is_part:
        begin()
    try:
        yield
    finally:
        if not is_part:
            end()


def waited_seconds() -> float:
    """Return how long the request has waited so far; 0 outside of requests."""
    return _own.waited_seconds or 0.0


def left_seconds() -> float:
    """Return how long the request may still wait; infinite outside of requests."""
    waited = _own.waited_seconds
    return math.inf if waited is None else max(0.0, MAX_SECONDS - waited)


@contextmanager
def waiting(clock: Clock, most_seconds: float, *, only_in_vain: bool = False) -> Iterator[None]:
    """Count the block as waiting; *only_in_vain*, where it raises.

    It is bound to wait no longer than *most_seconds*: what it takes beyond, a busy process takes.
    """
    began, in_vain = clock.monotonic(), True
    try:
        yield
        in_vain = False
    finally:
        if _own.waited_seconds is not None and (in_vain or not only_in_vain):
            _own.waited_seconds += min(clock.monotonic() - began, most_seconds)
