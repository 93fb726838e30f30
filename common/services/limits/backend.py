"""The interface of a limiter backend, and the values that it exchanges with the limiter.

Two limits apply to each request. The burst limit is GCRA (ITU-T I.371, Annex A): each caller has a
theoretical arrival time, every admitted request advances it by one interval, and it may run at most
`BURST_WINDOW_US` ahead of the clock. The quota is an exact count that restarts at midnight UTC.
"""

from typing import Literal, Protocol

from msgspec import Struct

BURST_WINDOW_US = 1_000_000

Reason = Literal["", "burst", "quota"]


class Admission(Struct, frozen=True):
    """One request to be admitted.

    Attributes:
        caller: the caller's key.
        interface: the interface of the request; usage is counted by it.
        format: the symbology that is drawn; usage is counted by it.
        cost: barcodes to charge to the quota; a request of cost 0 uses the burst only.
        quota: barcodes that the caller may draw a day.
        burst: requests that the caller may make at the same moment, and per second.
        requests: requests to charge to the burst: 1, or 0 for a further cost of a request that was
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
        """Return by how much the theoretical arrival time advances, in microseconds."""
        return self.interval_us * self.requests


class Outcome(Struct, frozen=True):
    """The decision of a backend.

    Attributes:
        reason: the limit that rejected the request; empty if it is admitted.
        used: barcodes of today's quota that are used, including this request if it is admitted.
        ahead_us: how far the theoretical arrival time is ahead of the clock, in microseconds; for
            a rejected request, how far it would be.
        now: the backend's time, in seconds since 1970-01-01 UTC.
    """

    reason: Reason
    used: int
    ahead_us: int
    now: float


class LimiterBackend(Protocol):
    """Counts limits and usage, together and atomically. Thread-safe.

    Every method raises StateUnavailable if the backend does not answer.
    """

    def admit(self, admission: Admission) -> Outcome:
        """Admit or reject a request, and count its usage if it is admitted."""
        ...

    def refund(self, admission: Admission, day: int) -> None:
        """Take back the cost of a request that was admitted on *day* (counted from 1970-01-01)."""
        ...

    def used(self, caller: str) -> int:
        """Return how much of today's quota *caller* has used."""
        ...

    def attempt(self, key: str, max_attempts: int, period_seconds: float) -> float:
        """Record an attempt under *key*, unless *max_attempts* were made in *period_seconds*.

        Returns:
            0 if the attempt is allowed, else the seconds until one will be.
        """
        ...
