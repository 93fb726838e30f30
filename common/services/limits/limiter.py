"""The limiter: a caller has one budget over all interfaces, processes and machines.

Two limits apply to each request. The burst limit is GCRA (ITU-T I.371, Annex A): each caller has a
theoretical arrival time, every admitted request advances it by one interval, and it may run at most
`BURST_WINDOW_US` ahead of the clock. The quota is an exact count that restarts at midnight UTC.
"""

import math
from collections.abc import Sequence
from contextlib import suppress
from typing import Literal, Protocol

from msgspec import Struct, structs

from common.services.clock import SECONDS_PER_DAY, Clock, day_number
from common.services.errors import StateUnavailable
from common.services.limits.shared_counts import NEAR_QUOTA, SharedCounts
from common.services.principal import Principal, Tier
from common.settings import Settings

BURST_WINDOW_US = 1_000_000

Reason = Literal["", "burst", "quota"]

# Used if limits are disabled: the largest integer that Lua holds exactly, and one request per µs.
NO_QUOTA = 2**53 - 1
NO_BURST = BURST_WINDOW_US


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
        known: for the machine's own backend: barcodes that Redis is known to have counted today.
        unmerged: for Redis: barcodes that this machine counted today, and Redis does not have yet.
    """

    caller: str
    interface: str
    format: str
    cost: int
    quota: int
    burst: int
    requests: int = 1
    known: int = 0
    unmerged: int = 0

    @property
    def interval_us(self) -> int:
        """Return the time between two requests at the steady rate, in microseconds."""
        # The emission interval T of GCRA. The window is the tolerance: burst intervals fit in it.
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


class SharedBackend(LimiterBackend, Protocol):
    """The backend of all machines."""

    def admit_all(self, admissions: Sequence[Admission]) -> list[Outcome | StateUnavailable]:
        """Do what `admit` does for each of *admissions*, together."""
        ...


class LocalBackend(LimiterBackend, Protocol):
    """The backend of this machine, which counts while Redis does not answer."""

    def admit_now(self, admission: Admission) -> Outcome | None:
        """Return what `admit` does, or None if it would have to wait for a process or a disk."""
        ...

    def unmerged(self, caller: str) -> int:
        """Return what this machine has counted for *caller* today and Redis does not have yet."""
        ...

    def remember(self, caller: str, day: int, used: int) -> None:
        """Record for all processes of this machine what Redis has counted on *day*."""
        ...

    def close(self) -> None:
        """Close what it has opened; its counts remain."""
        ...


class Charge(Struct, frozen=True):
    """What `Limiter.admit` is given.

    Attributes:
        caller: the principal to charge.
        format: the symbology that is drawn.
        cost: barcodes.
        requests: requests to charge to the burst.
    """

    caller: Principal
    format: str
    cost: int
    requests: int


class Decision(Struct, frozen=True):
    """Whether a request was admitted, and what remains.

    Attributes:
        allowed: False if the request must wait.
        reason: the limit that rejected it, ``burst`` or ``quota``; empty if it is allowed.
        limit: the caller's quota for a day.
        remaining: how much of the quota remains today.
        reset_seconds: until midnight UTC, when the quota restarts; at least 1.
        burst_limit: requests that may be made at the same moment, and per second.
        burst_remaining: requests that would be admitted at this moment.
        retry_after_seconds: until the request would be admitted; at least 1, or 0 if it was.
        admission: the request, for `Limiter.refund`.
        day: the day on which it was counted, in days since 1970-01-01 UTC.
        used: barcodes of the quota of that day that are used.
        by_redis: True if Redis counted it, False if this machine did.
    """

    allowed: bool
    reason: Reason
    limit: int
    remaining: int
    reset_seconds: int
    burst_limit: int
    burst_remaining: int
    retry_after_seconds: int
    admission: Admission
    day: int
    used: int
    by_redis: bool

    @property
    def allowance(self) -> "Allowance":
        """Return the caller's quota as this decision found it."""
        reset_at = (self.day + 1) * SECONDS_PER_DAY
        return Allowance(self.used, self.limit, self.remaining, reset_at)


class Allowance(Struct, frozen=True):
    """A caller's quota today.

    Attributes:
        used: barcodes drawn today.
        limit: the quota for a day.
        remaining: barcodes that may still be drawn today.
        reset_at: when the quota restarts, in seconds since 1970-01-01 UTC.
    """

    used: int
    limit: int
    remaining: int
    reset_at: int


class Limiter:
    """Admits requests within a burst and a daily quota, and counts what is drawn.

    Redis counts for all machines if it is configured and answers. Otherwise each machine counts in
    its own file, over all its processes, and continues from the last count that it knows of Redis.
    So a Redis that is slow or stopped for a moment lets no caller exceed the quota. What a machine
    counted is added to the counts of Redis when that answers again (``usage.reconciliation``).

    Arguments:
        settings: the tiers' quotas and the burst.
        clock: the time.
        sqlite: the backend of this machine.
        redis: the backend of all machines, or None.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        sqlite: LocalBackend,
        redis: SharedBackend | None,
    ) -> None:
        self._enabled = settings.rate_limit_enabled
        self._burst = settings.rate_limit_burst
        self._quotas: dict[Tier, int] = {
            "unauthenticated": settings.rate_limit_unauthenticated,
            "basic": settings.rate_limit_basic,
            "standard": settings.rate_limit_standard,
            "premium": settings.rate_limit_premium,
        }
        self._clock = clock
        self._sqlite = sqlite
        self._redis = redis
        self._shared = SharedCounts()

    def admit(
        self, caller: Principal, *, format: str = "", cost: int = 1, requests: int = 1
    ) -> Decision:
        """Admit or reject a request; an admitted one is counted as usage before this returns.

        Args:
            caller: the principal to charge.
            format: the symbology that is drawn, from a small set; usage is reported by it.
            cost: barcodes; 0 for what uses the burst only: a bad request, a list, a validation.
            requests: 0 for a further cost of an admitted request, which uses no burst.

        Raises:
            StateUnavailable: neither Redis nor this machine's file can count it.
        """
        admission = self._admission(caller, format, cost, requests)
        if self._redis is None:
            return _decision(admission, self._sqlite.admit(admission), by_redis=False)
        admission = self._with_unmerged(admission)
        try:
            outcome = self._redis.admit(admission)
        except StateUnavailable:
            return self._continued(admission)
        return self._counted(admission, outcome)

    def admit_all(self, charges: Sequence[Charge]) -> list[Decision | None]:
        """Do what `admit` does for each of *charges*, with one wait for Redis.

        Returns:
            The decisions; None where neither Redis nor this machine's file can count.
        """
        admissions = [
            self._with_unmerged(self._admission(one.caller, one.format, one.cost, one.requests))
            for one in charges
        ]
        outcomes: list[Outcome | StateUnavailable]
        try:
            if self._redis is None:
                raise StateUnavailable("no Redis is configured")
            outcomes = self._redis.admit_all(admissions)
        except StateUnavailable as error:
            outcomes = [error] * len(admissions)
        decisions: list[Decision | None] = []
        for admission, outcome in zip(admissions, outcomes, strict=True):
            try:
                if isinstance(outcome, Outcome):
                    decisions.append(self._counted(admission, outcome))
                else:
                    decisions.append(self._continued(admission))
            except StateUnavailable:
                decisions.append(None)
        return decisions

    def _with_unmerged(self, admission: Admission) -> Admission:
        # Until the counts of an outage are merged, Redis alone would admit too much.
        unmerged = self._unmerged(admission.caller)
        return structs.replace(admission, unmerged=unmerged) if unmerged else admission

    def _counted(self, admission: Admission, outcome: Outcome) -> Decision:
        """Return the decision of Redis, and remember its count."""
        self._remember(admission, outcome)
        return _decision(admission, outcome, by_redis=True)

    def _continued(self, admission: Admission) -> Decision:
        """Count on this machine, which continues from the count of Redis."""
        known = self._shared.known(admission.caller, day_number(self._clock.now()))
        admission = structs.replace(admission, known=known, unmerged=0)
        return _decision(admission, self._sqlite.admit(admission), by_redis=False)

    def admit_now(
        self, caller: Principal, *, format: str = "", cost: int = 1, requests: int = 1
    ) -> Decision | None:
        """Return what `admit` does, or None if it would have to wait; then nothing is counted.

        It waits for Redis, for another process or thread that counts, and for a disk.
        """
        if self._redis is not None:
            return None
        admission = self._admission(caller, format, cost, requests)
        outcome = self._sqlite.admit_now(admission)
        return None if outcome is None else _decision(admission, outcome, by_redis=False)

    def _admission(self, caller: Principal, format: str, cost: int, requests: int) -> Admission:
        # Disabled limits are counted too, with bounds that no caller reaches: usage stays exact.
        return Admission(
            caller.key,
            caller.interface,
            format,
            cost,
            self._quotas[caller.tier] if self._enabled else NO_QUOTA,
            self._burst if self._enabled else NO_BURST,
            requests,
        )

    def refund(self, decision: Decision) -> None:
        """Take back the cost of an admitted request that drew nothing.

        Raises:
            StateUnavailable: it can't be taken back now; the request stays counted.
        """
        if decision.allowed and decision.admission.cost:
            # By the backend that counted it: the other one does not have the count.
            backend = self._redis if decision.by_redis and self._redis else self._sqlite
            # On the day of the admission: after midnight the refund belongs to the day before.
            backend.refund(decision.admission, decision.day)

    def allowance(self, caller: Principal) -> Allowance:
        """Return what *caller* has used today and what remains, at no cost.

        Raises:
            StateUnavailable: neither Redis nor this machine's file answers.
        """
        if self._redis is None:
            used = self._sqlite.used(caller.key)
        else:
            try:
                # What was counted here during an outage belongs to the day as well.
                used = self._redis.used(caller.key) + self._unmerged(caller.key)
            except StateUnavailable:
                used = self._sqlite.used(caller.key)
        limit = self._quotas[caller.tier]
        midnight = (day_number(self._clock.now()) + 1) * SECONDS_PER_DAY
        return Allowance(used, limit, max(0, limit - used), midnight)

    def attempt(self, key: str, *, max_attempts: int, period_seconds: float) -> int:
        """Record an attempt at something guarded, such as a login.

        Args:
            key: names what is guarded and for whom.
            max_attempts: attempts that are allowed in any period.
            period_seconds: the length of the period.

        Returns:
            0 if the attempt is allowed, else the seconds until one will be.

        Raises:
            StateUnavailable: neither Redis nor this machine's file can count it.
        """
        backends = (self._sqlite,) if self._redis is None else (self._redis, self._sqlite)
        try:
            wait = backends[0].attempt(key, max_attempts, period_seconds)
        except StateUnavailable:
            wait = backends[-1].attempt(key, max_attempts, period_seconds)
        # Rounded up, so that a client that waits for it is admitted.
        return math.ceil(wait)

    def close(self) -> None:
        """Close the files of this machine's counts."""
        self._sqlite.close()

    def _unmerged(self, caller: str) -> int:
        try:
            return self._sqlite.unmerged(caller)
        except StateUnavailable:
            # The file can't be read, so this machine counts nothing in it either.
            return 0

    def _remember(self, admission: Admission, outcome: Outcome) -> None:
        used, day = outcome.used - admission.unmerged, day_number(outcome.now)
        is_new = self._shared.remember(admission.caller, day, used)
        if is_new and admission.cost and admission.quota - outcome.used < NEAR_QUOTA:
            # Redis has counted the request: failing it for this would be wrong.
            with suppress(StateUnavailable):
                self._sqlite.remember(admission.caller, day, used)


def _decision(admission: Admission, outcome: Outcome, *, by_redis: bool) -> Decision:
    # Rounded up everywhere: a client that waits for the given seconds must then be admitted.
    day, second = divmod(outcome.now, SECONDS_PER_DAY)
    reset = math.ceil(SECONDS_PER_DAY - second)
    # Positive if the request was rejected by the burst; else the negative rest of the window.
    late_us = outcome.ahead_us - BURST_WINDOW_US
    waits = {"": 0, "burst": max(1, math.ceil(late_us / 1_000_000)), "quota": reset}
    return Decision(
        allowed=not outcome.reason,
        reason=outcome.reason,
        limit=admission.quota,
        remaining=max(0, admission.quota - outcome.used),
        reset_seconds=reset,
        burst_limit=admission.burst,
        burst_remaining=max(0, -late_us // admission.interval_us),
        retry_after_seconds=waits[outcome.reason],
        admission=admission,
        day=int(day),
        used=outcome.used,
        by_redis=by_redis,
    )
