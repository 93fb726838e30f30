"""Limits how often an address may present wrong keys, over all processes and machines."""

import math
import threading
from collections import OrderedDict

from common.services.clock import Clock
from common.services.limits.limiter import Limiter

MAX_ADDRESSES = 10_000


class AttemptThrottle:
    """Counts the wrong keys of one kind by address, in the shared state. Thread-safe.

    Each process learns by one attempt more that an address has reached the limit, and then rejects
    it by itself until the next attempt is allowed: a flood of guesses costs little.

    Arguments:
        limiter: counts the attempts.
        clock: the time.
        kind: the kind of keys, which prefixes the limiter's keys.
        max_attempts: wrong keys that an address may present in any period.
        period_seconds: the length of the period.
    """

    def __init__(
        self, limiter: Limiter, clock: Clock, kind: str, *, max_attempts: int, period_seconds: float
    ) -> None:
        self._limiter = limiter
        self._clock = clock
        self._kind = kind
        self._max_attempts = max_attempts
        self._period_seconds = period_seconds
        self._lock = threading.Lock()
        # By address, the monotonic time until which its attempts are rejected.
        self._blocked_until: OrderedDict[str, float] = OrderedDict()

    def wait_seconds(self, address: str) -> int:
        """Return the seconds until *address* may try again; 0 if it may, as far as is known."""
        return max(0, math.ceil(self._blocked_until.get(address, 0.0) - self._clock.monotonic()))

    def count(self, address: str) -> int:
        """Count a wrong key from *address*; return the seconds until it may try again, or 0.

        Raises:
            StateUnavailable: the attempt can't be counted now.
        """
        wait = self._limiter.attempt(
            f"{self._kind}:{address}",
            max_attempts=self._max_attempts,
            period_seconds=self._period_seconds,
        )
        if wait:
            with self._lock:
                self._blocked_until[address] = self._clock.monotonic() + wait
                self._blocked_until.move_to_end(address)
                # Dropping the oldest is harmless: the limiter still counts its attempts.
                while len(self._blocked_until) > MAX_ADDRESSES:
                    self._blocked_until.popitem(last=False)
        return wait
