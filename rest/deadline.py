"""The deadline of the request that the current greenlet answers."""

from collections.abc import Iterator
from contextlib import contextmanager

import gevent
from gevent.local import local

_current = local()


class _Deadline:
    """A timeout that can be restarted."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.timeout = gevent.Timeout.start_new(seconds)

    def restart(self) -> None:
        # libev would resume a stopped timer with the remaining time, so a new one is needed.
        self.timeout.close()
        self.timeout = gevent.Timeout.start_new(self._seconds)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """End the block silently if it takes longer than *seconds* without a `restart`."""
    deadline = _current.deadline = _Deadline(seconds)
    try:
        yield
    except gevent.Timeout as timeout:
        # A timeout of the block's own code is not this deadline.
        if timeout is not deadline.timeout:
            raise
    finally:
        deadline.timeout.close()
        _current.deadline = None


def restart() -> None:
    """Restart the deadline of the current request; do nothing if there is none."""
    deadline = getattr(_current, "deadline", None)
    if deadline is not None:
        deadline.restart()
