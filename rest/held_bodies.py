"""Bounds the bytes of request bodies that one worker holds.

Gunicorn's gevent worker accepts a thousand connections, each of which may send MAX_BODY_BYTES.
"""

import os
from functools import cache

from gevent import getcurrent

from common import settings
from common.services import capacity
from common.services.byte_budget import ByteBudget

# Options, tokens and messages are small; they are not delayed by the files of others.
SMALL_BYTES = 64 * 1024


@cache
def _budget() -> ByteBudget:
    """Return the budget of this worker.

    Created at its first use: Gunicorn's parent process imports this module before gevent replaces
    the locks, and a wait for one of these would stop the whole worker.
    """
    # A body is held until its request is answered, also while another process reads it.
    allowed = capacity.of(settings.load(os.environ))
    return ByteBudget(allowed.body_bytes, allowed.body_bytes_per_address, SMALL_BYTES)


class request:  # noqa: N801 - used like a function
    """Count the body that is read in the block until it ends.

    Args:
        wait_seconds: how long it may wait for room.
    """

    __slots__ = ("address", "bytes", "wait_seconds")

    def __init__(self, wait_seconds: float) -> None:
        self.wait_seconds = wait_seconds
        self.address = ""
        self.bytes = 0

    def __enter__(self) -> None:
        _requests[getcurrent()] = self

    def __exit__(self, *raised: object) -> None:
        del _requests[getcurrent()]
        if self.bytes:
            _budget().release(self.address, self.bytes)


# By greenlet.
_requests: dict[object, request] = {}


def hold(address: str, count: int) -> bool:
    """Count *count* further bytes of the current request, as soon as *address* has room.

    Returns:
        False if it had no room in time. Outside of `request` nothing is counted.
    """
    held = _requests.get(getcurrent())
    if held is None:
        return True
    held.address = address
    # Waits for requests of the same address to end, and for others only within the bound of all.
    if not _budget().take(address, count, held.wait_seconds):
        return False
    held.bytes += count
    return True
