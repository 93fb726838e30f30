"""One request's account: what it costs its caller, and what is left.

    LimitReached   the caller has to wait; the decision says how long

The edge makes an Account for each request and hands it to an operation; afterwards it says what
the decision left. Credit is taken before anything is drawn, so that a caller over the limit costs
no work, and given back where nothing was drawn after all.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from msgspec import structs

from common.services.container import Services
from common.services.errors import StateUnavailable
from common.services.limits.limiter import Decision
from common.services.principal import Principal

FEWER = "Send fewer rows at a time, or show the credentials of a higher tier."


class LimitReached(Exception):
    """The caller has used up the burst or the day's quota.

    Attributes:
        decision: what refused it and when to come again.
    """

    def __init__(self, decision: Decision) -> None:
        super().__init__(describe(decision))
        self.decision = decision


class Quota:
    """What one request costs.

    Attributes:
        services: where it is counted.
        caller: whose it is.
        decision: what the limiter said last; None while nothing was asked of it.
        cache_use: ``hit``, ``miss`` or ``bypass``; empty while nothing was drawn.
    """

    def __init__(self, services: Services, caller: Principal) -> None:
        self.services = services
        self.caller = caller
        self.decision: Decision | None = None
        self.cache_use = ""

    def charge(self, *, format: str = "", cost: int = 0, requests: int = 1) -> Decision:
        """Take *cost* barcodes of *format* from the quota, and *requests* from the burst.

        Returns what that leaves. Give 0 *requests* where this one was charged before.

        Raises:
            LimitReached: there is not so much left.
            StateUnavailable: nothing can be counted now.
        """
        self.decision = self.services.limiter.admit(
            self.caller, format=format, cost=cost, requests=requests
        )
        if not self.decision.allowed:
            raise LimitReached(self.decision)
        return self.decision

    def charge_remaining(self) -> None:
        """Charge burst alone where nothing was charged; call it once the answer is made.

        Raises:
            LimitReached: the caller has to wait.
        """
        if self.decision is None:
            # What can't be counted now is let go: it cost nothing that has to be.
            with suppress(StateUnavailable):
                self.charge()

    @contextmanager
    def charged(self, *, format: str, cost: int = 1, requests: int = 1) -> Iterator[None]:
        """Charge as `charge` does, and give it back where the block raises."""
        self.charge(format=format, cost=cost, requests=requests)
        with self.refunding(cost):
            yield

    @contextmanager
    def refunding(self, cost: int) -> Iterator[None]:
        """Give back *cost* of what was charged where the block raises."""
        done = False
        try:
            yield
            done = True
        finally:
            if not done:
                self.refund(cost)

    def refund(self, cost: int) -> None:
        """Give back *cost* of what was charged: so many of its barcodes were not drawn."""
        charged = self.decision
        if charged is None or not cost:
            return
        part = structs.replace(charged.admission, cost=cost)
        # What can't be given back now stays counted: a caller never gets more than the quota.
        with suppress(StateUnavailable):
            self.services.limiter.refund(structs.replace(charged, admission=part))
            # Others may have moved it meanwhile, but what this request took, it no longer takes.
            left = min(charged.remaining + cost, charged.limit)
            self.decision = structs.replace(charged, remaining=left)


def quota_exceeded(left: Decision, cost: int) -> LimitReached:
    """Return the refusal of *cost*, known to be more than *left* has: nothing need be asked."""
    refused = structs.replace(
        left,
        allowed=False,
        reason="quota",
        retry_after_seconds=left.reset_seconds,
        admission=structs.replace(left.admission, cost=cost),
    )
    return LimitReached(refused)


def exceeds_daily_quota(decision: Decision) -> bool:
    """Say whether what was refused is more than the whole quota of a day."""
    return decision.reason == "quota" and decision.admission.cost > decision.limit


def fix(decision: Decision) -> str:
    """Return what mends a refusal."""
    if exceeds_daily_quota(decision):
        return FEWER
    return f"Wait {decision.retry_after_seconds} s."


def describe(decision: Decision) -> str:
    """Return what a caller, or a model that speaks for one, is told of a refusal."""
    wait = f"Try again in {decision.retry_after_seconds} s"
    if exceeds_daily_quota(decision):
        return f"{_quota(decision)} Waiting does not help: {FEWER[0].lower()}{FEWER[1:]}"
    if decision.reason == "quota":
        return (
            f"{_quota(decision)} {wait}, at midnight UTC, or show the credentials of a higher tier."
        )
    return f"More than {decision.burst_limit} requests a second came from this caller. {wait}."


def _quota(decision: Decision) -> str:
    whole = f"The quota of {decision.limit} barcodes a day"
    if decision.remaining <= 0 and not exceeds_daily_quota(decision):
        return f"{whole} is used up."
    return f"{whole} has {decision.remaining} left, and this asks for {decision.admission.cost}."
