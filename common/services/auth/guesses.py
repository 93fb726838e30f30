"""Keeps those who guess API keys from asking the store at every guess."""

import math
import threading
from collections import OrderedDict

from common.services.clock import Clock

MOST_GUESSES = 20
PERIOD_SECONDS = 60.0
MOST_ADDRESSES = 10_000


class Guesses:
    """Counts wrong keys by address, for this process. Thread-safe.

    Arguments: the clock.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        # By address: how many since when.
        self._counts: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait(self, address: str) -> int:
        """Return the seconds until *address* may guess again; 0 where it may now."""
        count, since = self._counts.get(address, (0, 0.0))
        left = since + PERIOD_SECONDS - self._clock.monotonic()
        return math.ceil(left) if count >= MOST_GUESSES and left > 0 else 0

    def note(self, address: str) -> None:
        """Count a wrong key from *address*."""
        now = self._clock.monotonic()
        with self._lock:
            count, since = self._counts.pop(address, (0, now))
            if now - since >= PERIOD_SECONDS:
                count, since = 0, now
            self._counts[address] = (count + 1, since)
            while len(self._counts) > MOST_ADDRESSES:
                self._counts.popitem(last=False)
