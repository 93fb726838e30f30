"""Tells who guesses keys too often, whichever process and machine they guess at."""

import math
import threading
from collections import OrderedDict

from common.services.clock import Clock
from common.services.limits.limiter import Limiter

MOST_ADDRESSES = 10_000


class AttemptThrottle:
    """Counts wrong keys of one kind by address, where all processes count. Thread-safe.

    Each process finds out by itself that an address has guessed too often, by one guess more, and
    then asks for none until one is allowed again: who guesses costs little.

    Arguments: the limiter and the clock, what the keys are called there, and how many wrong ones
    an address may show in any so many seconds.
    """

    def __init__(
        self, limiter: Limiter, clock: Clock, kind: str, *, most: int, period_seconds: float
    ) -> None:
        self._limiter = limiter
        self._clock = clock
        self._kind = kind
        self._most = most
        self._period_seconds = period_seconds
        self._lock = threading.Lock()
        # By address: until when it is not heard.
        self._until: OrderedDict[str, float] = OrderedDict()

    def wait(self, address: str) -> int:
        """Return the seconds until *address* is heard again; 0 where it is, as far as is known."""
        return max(0, math.ceil(self._until.get(address, 0.0) - self._clock.monotonic()))

    def note(self, address: str) -> int:
        """Count a wrong key from *address*; return the seconds until it may guess again.

        Raises:
            StateUnavailable: nothing can be counted now.
        """
        wait = self._limiter.attempt(
            f"{self._kind}:{address}", max_attempts=self._most, period_seconds=self._period_seconds
        )
        if wait:
            with self._lock:
                self._until[address] = self._clock.monotonic() + wait
                self._until.move_to_end(address)
                while len(self._until) > MOST_ADDRESSES:
                    self._until.popitem(last=False)
        return wait
