"""Who may draw how much: a caller has one budget over all interfaces, processes and machines."""

import math
from collections.abc import Callable
from typing import TypeVar

from msgspec import Struct

from common.services.clock import SECONDS_PER_DAY, Clock, day_number
from common.services.errors import StateUnavailable
from common.services.limits.backend import (
    BURST_WINDOW_US,
    Admission,
    LimiterBackend,
    Outcome,
    Reason,
)
from common.services.principal import Principal, Tier
from common.settings import Settings

Result = TypeVar("Result")

NO_QUOTA = 2**53 - 1
NO_BURST = BURST_WINDOW_US


class Decision(Struct, frozen=True):
    """Whether a request was admitted, and what is left.

    Attributes:
        allowed: False where it has to wait.
        reason: what refused it, ``burst`` or ``quota``; empty where it is allowed.
        limit: the caller's quota for a day.
        remaining: what is left of it today.
        reset_seconds: until midnight UTC, when the quota starts anew; at least 1.
        burst_limit: requests at once, and a second.
        burst_remaining: requests that would be admitted at this moment.
        retry_after_seconds: until it would be admitted; at least 1, or 0 where it was.
        admission: what was asked, for `Limiter.refund`.
        day: on which it was counted, in days since 1970-01-01 UTC.
        shared: True where Redis counted it, False where this machine did.
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
    shared: bool


class Allowance(Struct, frozen=True):
    """What a caller has used today.

    Attributes:
        used: barcodes drawn today.
        limit: the quota for a day.
        remaining: what is left.
        reset_at: when the quota starts anew, in seconds since 1970-01-01 UTC.
    """

    used: int
    limit: int
    remaining: int
    reset_at: int


class Limiter:
    """Admits requests within a burst and a daily quota, and counts what is drawn.

    Redis counts for all machines where it is configured and answers, else the machine's own file
    does: then each machine admits up to the whole quota again, over all its processes.

    Arguments: the settings, the clock, the machine's backend, and the shared one or None.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        machine: LimiterBackend,
        shared: LimiterBackend | None,
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
        self._machine = machine
        self._shared = shared

    def admit(
        self, caller: Principal, *, format: str = "", cost: int = 1, requests: int = 1
    ) -> Decision:
        """Admit or refuse a request; one that is admitted is counted as usage before this returns.

        Args:
            caller: who asks.
            format: the symbology that is drawn, from a small set; usage is told by it.
            cost: barcodes; 0 for what costs burst alone: a bad request, a list, a validation.
            requests: 0 for what a request costs that was admitted before: it takes no burst.

        Raises:
            StateUnavailable: neither Redis nor the machine's file can count it.
        """
        admission = Admission(
            caller.key,
            caller.interface,
            format,
            cost,
            self._quotas[caller.tier] if self._enabled else NO_QUOTA,
            self._burst if self._enabled else NO_BURST,
            requests,
        )
        shared, outcome = self._ask(lambda backend: backend.admit(admission))
        return _decision(admission, outcome, shared)

    def refund(self, decision: Decision) -> None:
        """Take back the cost of an admitted request that drew nothing after all.

        Raises:
            StateUnavailable: it can't be taken back now; the request stays counted.
        """
        if decision.allowed and decision.admission.cost:
            backend = self._shared if decision.shared and self._shared else self._machine
            backend.refund(decision.admission, decision.day)

    def allowance(self, caller: Principal) -> Allowance:
        """Return what *caller* has used today and what is left, without costing anything.

        Raises:
            StateUnavailable: neither Redis nor the machine's file can tell.
        """
        _, used = self._ask(lambda backend: backend.used(caller.key))
        limit = self._quotas[caller.tier]
        midnight = (day_number(self._clock.now()) + 1) * SECONDS_PER_DAY
        return Allowance(used, limit, max(0, limit - used), midnight)

    def attempt(self, key: str, *, max_attempts: int, period_seconds: float) -> int:
        """Note an attempt at something guarded, such as a login, under *key*.

        Returns 0 where it may go on, else the seconds until an attempt may: *most* are allowed in
        any *period_seconds*.

        Raises:
            StateUnavailable: neither Redis nor the machine's file can count it.
        """
        _, wait = self._ask(lambda backend: backend.attempt(key, max_attempts, period_seconds))
        return math.ceil(wait)

    def _ask(self, question: Callable[[LimiterBackend], Result]) -> tuple[bool, Result]:
        """Return whether Redis answered, and the answer."""
        if self._shared is not None:
            try:
                return True, question(self._shared)
            except StateUnavailable:
                pass
        return False, question(self._machine)


def _decision(admission: Admission, outcome: Outcome, shared: bool) -> Decision:
    reset = math.ceil(SECONDS_PER_DAY - outcome.now % SECONDS_PER_DAY)
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
        day=day_number(outcome.now),
        shared=shared,
    )
