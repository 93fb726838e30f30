"""The deadline of the request that the current greenlet answers."""

from collections.abc import Iterator
from contextlib import contextmanager

import gevent
from gevent.local import local

_current = local()


class _Deadline:
    """A time that may begin anew."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.timeout = gevent.Timeout.start_new(seconds)

    def restart(self) -> None:
        # A timer of libev that is stopped and started goes on with the rest of its time.
        self.timeout.close()
        self.timeout = gevent.Timeout.start_new(self._seconds)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """End the block silently when it takes longer than *seconds* without a `restart`."""
    deadline = _current.deadline = _Deadline(seconds)
    try:
        yield
    except gevent.Timeout as timeout:
        if timeout is not deadline.timeout:
            raise
    finally:
        deadline.timeout.close()
        _current.deadline = None


def restart() -> None:
    """Let the current request begin its time anew; without a deadline, do nothing."""
    deadline = getattr(_current, "deadline", None)
    if deadline is not None:
        deadline.restart()
