"""The time that one request may wait for Redis and the store in all, over all of its calls.

Each call is bounded by itself. But calls to a Redis that always answers just in time, or to a Redis
and a store that are both unavailable, would add up. A request therefore has `MAX_SECONDS` for all
of them: the rest bounds each wait, and once it is used up, both are treated as unavailable for this
request.

Some calls are made to Redis in any case because every machine depends on them: the end of a
credential, tickets, refunds, and the first count of a request, because a request in a busy worker
mostly waits for its own process. They may take 0.1 s more. Further counts of the request are made
by the machine if no time is left, and are added to those of Redis later.

Work outside of requests, such as periodic jobs, has no such bound.
"""

import math
from contextvars import ContextVar
from dataclasses import dataclass

from common.services.clock import Clock

MAX_SECONDS = 0.2


@dataclass(slots=True)
class _Request:
    """What a request has done so far."""

    waited_seconds: float = 0.0
    has_counted: bool = False


# A thread and a greenlet have a context of their own, also if gevent is imported later. None is
# outside of requests.
_current: ContextVar[_Request | None] = ContextVar("request", default=None)


def begin() -> None:
    """Begin a request on this thread, and end any earlier one."""
    _current.set(_Request())


def end() -> None:
    """End the request on this thread; streaming its body is outside of it."""
    _current.set(None)


class request:  # noqa: N801 - used like a function
    """Make the block a request, or a part of the request that this thread is in."""

    __slots__ = ("_is_part",)

    def __enter__(self) -> None:
        self._is_part = _current.get() is not None
        if not self._is_part:
            _current.set(_Request())

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if not self._is_part:
            _current.set(None)


def left_seconds() -> float:
    """Return how long the request may still wait; infinite outside of requests."""
    request = _current.get()
    return math.inf if request is None else max(0.0, MAX_SECONDS - request.waited_seconds)


def may_count() -> bool:
    """Return True if the request may call Redis to count: for the first time, or within its time.

    Counting calls this once for each call.
    """
    request = _current.get()
    if request is None:
        return True
    is_first, request.has_counted = not request.has_counted, True
    return is_first or left_seconds() > 0


class waiting:  # noqa: N801 - used like a function
    """Charge the duration of the block to the request.

    Args:
        clock: the time.
        max_seconds: the bound of the block's own wait. Whatever it takes beyond that is the delay
            of a busy process, and is not charged.
        only_if_raises: charge nothing if the block succeeds.
    """

    __slots__ = ("_began", "_clock", "_max_seconds", "_only_if_raises")

    def __init__(self, clock: Clock, max_seconds: float, *, only_if_raises: bool = False) -> None:
        self._clock = clock
        self._max_seconds = max_seconds
        self._only_if_raises = only_if_raises

    def __enter__(self) -> None:
        self._began = self._clock.monotonic()

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        request = _current.get()
        if request is not None and (kind is not None or not self._only_if_raises):
            # The rest is the time in which other requests of the worker ran.
            seconds = self._clock.monotonic() - self._began
            request.waited_seconds += min(seconds, self._max_seconds)
