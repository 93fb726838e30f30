"""Checks and hashes passwords one after another in each worker.

argon2id occupies a processor for tens of milliseconds by design. Many threads of it leave little of
the processors to the worker's own thread: all requests wait then, until too little of their time
for the store is left.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from gevent import monkey
from gevent.lock import BoundedSemaphore

from rest.errors import busy

# Of a worker: about two seconds of a processor.
_MAX_WAITING = 64


class _Turns:
    """The turn that one request has, and the number of those that wait for it or have it."""

    def __init__(self) -> None:
        self.one = BoundedSemaphore(1)
        self.waiting = 0


@cache
def _turns() -> _Turns:
    """Return this process's turns, made at first use, after the worker's event loop."""
    return _Turns()


@contextmanager
def turn() -> Iterator[None]:
    """Run the block, which checks or hashes a password, when it is its turn.

    Raises:
        ProblemError: 503, too many wait.
    """
    # Outside gevent there is one request at a time.
    if not monkey.is_module_patched("threading"):
        yield
        return
    turns = _turns()
    if turns.waiting >= _MAX_WAITING:
        raise busy(
            "password",
            "Too many passwords are being checked.",
            "Send it again in a few seconds.",
        )
    turns.waiting += 1
    try:
        with turns.one:
            yield
    finally:
        turns.waiting -= 1
