"""The deadline of the request that the current greenlet answers."""

from collections.abc import Iterator
from contextlib import contextmanager

import gevent
from gevent.local import local

_current = local()


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """End the block silently when it takes longer than *seconds* without a `restart`."""
    with gevent.Timeout(seconds, False) as timeout:
        _current.timeout = timeout
        try:
            yield
        finally:
            _current.timeout = None


def restart() -> None:
    """Let the current request begin its time anew; without a deadline, do nothing."""
    timeout = getattr(_current, "timeout", None)
    if timeout is not None and timeout.pending:
        timeout.cancel()
        timeout.start()
