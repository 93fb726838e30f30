"""What the limiter decides, and what a backend of it does.

Two limits hold at once. The burst is GCRA (ITU-T I.371, Annex A): each caller has a theoretical
arrival time that every admitted request moves on by one interval, and that may run at most
`BURST_WINDOW_US` ahead of the clock. The quota is an exact count that starts anew at midnight UTC.
"""

from typing import Literal, Protocol

from msgspec import Struct

BURST_WINDOW_US = 1_000_000

Reason = Literal["", "burst", "quota"]


class Admission(Struct, frozen=True):
    """One request to be admitted.

    Attributes:
        caller: the caller's key.
        interface: the way by which it came; usage is counted by it.
        format: what is drawn; usage is counted by it.
        cost: how much of the quota it takes; 0 costs burst alone.
        quota: what the caller may take a day.
        burst: requests that the caller may make at once, and a second.
        requests: how much of the burst it takes: 1, or 0 for more that a request costs which was
            admitted before.
    """

    caller: str
    interface: str
    format: str
    cost: int
    quota: int
    burst: int
    requests: int = 1

    @property
    def interval_us(self) -> int:
        """Return the time between two requests at the steady rate, in microseconds."""
        return BURST_WINDOW_US // self.burst

    @property
    def advance_us(self) -> int:
        """Return how far it moves on the theoretical arrival time, in microseconds."""
        return self.interval_us * self.requests


class Outcome(Struct, frozen=True):
    """What a backend found.

    Attributes:
        reason: what refused the request; empty where it was admitted.
        used: of today's quota, with this request where it was admitted.
        ahead_us: how far the theoretical arrival time runs ahead of the clock; for a refused
            request, how far it would.
        now: the backend's time, in seconds since 1970-01-01 UTC.
    """

    reason: Reason
    used: int
    ahead_us: int
    now: float


class LimiterBackend(Protocol):
    """Where limits and usage are counted, together and atomically; thread-safe.

    Every method raises StateUnavailable where it can't tell now.
    """

    def admit(self, admission: Admission) -> Outcome:
        """Admit or refuse a request, and count its usage where it is admitted."""
        ...

    def refund(self, admission: Admission, day: int) -> None:
        """Take back the cost of a request that was admitted on *day* (counted from 1970-01-01)."""
        ...

    def used(self, caller: str) -> int:
        """Return what *caller* has used of today's quota."""
        ...

    def attempt(self, key: str, most: int, period_seconds: float) -> float:
        """Note an attempt under *key*, of which *most* are allowed in any *period_seconds*.

        Returns 0 where it is allowed, else the seconds until one will be; it is not noted then.
        """
        ...
