"""What this process knows of the counts in Redis, for when Redis does not answer."""

import threading
from collections import OrderedDict

# Some hundred bytes each.
MAX_CALLERS = 20_000
# Within this distance of the quota, every count is shared with the other processes of the machine:
# nearer to the end, the count of another process matters.
NEAR_QUOTA = 64


class SharedCounts:
    """The last count of each caller that Redis answered with. Thread-safe.

    A machine that counts by itself continues from these counts. Otherwise a Redis that loses the
    processor for a moment would let callers exceed their quota.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: OrderedDict[str, tuple[int, int]] = OrderedDict()

    def remember(self, caller: str, day: int, used: int) -> bool:
        """Remember the count of *day*; return True if it differs from the last one."""
        count = (day, used)
        with self._lock:
            is_new = self._counts.get(caller) != count
            self._counts[caller] = count
            self._counts.move_to_end(caller)
            if len(self._counts) > MAX_CALLERS:
                # The caller that was seen longest ago: its count is asked for again.
                self._counts.popitem(last=False)
        return is_new

    def known(self, caller: str, day: int) -> int:
        """Return what *caller* had used of the quota of *day*, as far as is known."""
        with self._lock:
            known_day, used = self._counts.get(caller, (day, 0))
        return used if known_day == day else 0
