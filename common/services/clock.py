"""The clock that every decision, expiry and record uses, so that tests can set it.

Only code that really waits or works, for example for a lock or a thread, measures that by the
system's clock: a test's clock stands still while it does.
"""

import time
from typing import Protocol

SECONDS_PER_DAY = 86_400


class Clock(Protocol):
    """The time, of the system or of a test."""

    def now(self) -> float:
        """Return the time in seconds since 1970-01-01 UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never decrease, to measure durations."""
        ...


class SystemClock:
    """The system's clock, by functions of the system: every request reads it several times."""

    now = staticmethod(time.time)
    monotonic = staticmethod(time.monotonic)


def day_number(seconds: float) -> int:
    """Return the UTC day of *seconds* since 1970-01-01, counted from that day."""
    return int(seconds // SECONDS_PER_DAY)
