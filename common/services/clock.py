"""The one clock: whatever is decided, kept or told by the time goes by it, not by the system's own.

Only what really waits or works, such as for a lock or a thread, measures that by the system's:
a test's clock stands still meanwhile.
"""

import time
from typing import Protocol

SECONDS_PER_DAY = 86_400


class Clock(Protocol):
    """Tells the time; a test's own clock does as well."""

    def now(self) -> float:
        """Return the time in seconds since 1970-01-01 UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never run backward, for measuring."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> float:
        """Return the time in seconds since 1970-01-01 UTC."""
        return time.time()

    def monotonic(self) -> float:
        """Return seconds that never run backward, for measuring."""
        return time.monotonic()


def day_number(seconds: float) -> int:
    """Return the UTC day of *seconds* since 1970-01-01, counted from that day."""
    return int(seconds // SECONDS_PER_DAY)
