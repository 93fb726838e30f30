"""The cost of one request, charged to its caller's burst and daily quota.

    LimitReached   the caller has to wait; the decision says how long
    WouldWait      the request can't be charged without waiting

The edge creates a Quota for each request and passes it to an operation; afterwards the decision has
the values of the rate limit headers. The cost is charged before anything is drawn, so that a caller
over the limit causes no work, and refunded if nothing was drawn.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

from msgspec import structs

from common.services.container import Services
from common.services.errors import StateUnavailable
from common.services.limits.limiter import Charge, Decision
from common.services.principal import Principal

_SEND_FEWER = "Send fewer rows at a time, or use the credentials of a higher tier."


# Reading a table or a picture of this size takes about as long as one request of the burst limit.
BYTES_PER_REQUEST = 262_144
# So many barcodes on labels, each drawn for the check and for the file, take as long as a burst.
BARCODES_PER_BURST = 5_000


class LimitReached(Exception):
    """The caller has used up the burst or the day's quota.

    Attributes:
        decision: the limit that was reached, and when to retry.
    """

    def __init__(self, decision: Decision) -> None:
        super().__init__(describe(decision))
        self.decision = decision


class WouldWait(Exception):
    """The request can't be charged without waiting.

    Attributes:
        charge: what was not charged.
    """

    def __init__(self, charge: Charge) -> None:
        super().__init__("The request can't be charged without waiting.")
        self.charge = charge


class Quota:
    """The cost of one request.

    Attributes:
        services: the services whose limiter counts it.
        caller: the principal that is charged.
        waits: False if the thread must not wait for other processes, a disk or Redis. A charge may
            then raise WouldWait, and `settle` does the rest on another thread.
        owed: what `settle` has to do before the answer is sent.
        paid: a decision that was made beforehand for the next charge, or None.
        decision: the limiter's last decision; None before the first charge.
        cache_use: ``hit``, ``miss`` or ``bypass``; empty before a picture is drawn.
    """

    def __init__(self, services: Services, caller: Principal, *, waits: bool = True) -> None:
        self.services = services
        self.caller = caller
        self.waits = waits
        self.owed: list[Callable[[], None]] = []
        self.paid: Decision | None = None
        self.decision: Decision | None = None
        self.cache_use = ""

    def charge(self, *, format: str = "", cost: int = 0, requests: int = 1) -> Decision:
        """Charge the daily quota and the burst, and return the decision.

        Args:
            format: symbology under which usage is counted.
            cost: barcodes charged to the daily quota.
            requests: requests charged to the burst; 0 if this request was charged before.

        Raises:
            LimitReached: the burst or the quota has less left.
            StateUnavailable: requests can't be counted now.
            WouldWait: the request can't be charged without waiting, and `waits` is False.
        """
        decision = self._take_paid(format, cost, requests)
        if decision is None:
            limiter = self.services.limiter
            admit = limiter.admit if self.waits else limiter.admit_now
            decision = admit(self.caller, format=format, cost=cost, requests=requests)
        if decision is None:
            raise WouldWait(Charge(self.caller, format, cost, requests))
        # Kept for the headers, also of a refusal.
        self.decision = decision
        if not decision.allowed:
            raise self._refusal(decision)
        return decision

    def _take_paid(self, format: str, cost: int, requests: int) -> Decision | None:
        """Return the decision that was made for this charge, if there is one."""
        paid = self.paid
        if paid is None:
            return None
        admission = paid.admission
        if (admission.format, admission.cost, admission.requests) != (format, cost, requests):
            return None
        self.paid = None
        return paid

    @property
    def is_charged(self) -> bool:
        """Whether anything was charged, or has to be settled."""
        return self.decision is not None or self.paid is not None or bool(self.owed)

    def exceeded(self, left: Decision, cost: int) -> LimitReached:
        """Return the refusal of *cost*, more than *left* has, without a call to the limiter."""
        refused = structs.replace(
            left,
            allowed=False,
            reason="quota",
            retry_after_seconds=left.reset_seconds,
            admission=structs.replace(left.admission, cost=cost),
        )
        return self._refusal(refused)

    def _refusal(self, decision: Decision) -> LimitReached:
        self.services.metrics.count(
            "limit_refusals",
            interface=self.caller.interface,
            limit=decision.reason,
            tier=self.caller.tier,
        )
        return LimitReached(decision)

    def requests_for(self, count_bytes: int) -> int:
        """Return the requests of the burst limit that a file of *count_bytes* costs.

        It is an estimate, made before the file is read. The largest file may cost the whole burst,
        and never more, so that it is admitted after a second.
        """
        whole_burst = self.services.settings.rate_limit_burst
        return max(1, min(count_bytes // BYTES_PER_REQUEST, whole_burst))

    def requests_for_barcodes(self, count: int) -> int:
        """Return the requests of the burst limit that *count* barcodes on labels cost.

        As with files, it is never more than the whole burst.
        """
        whole_burst = self.services.settings.rate_limit_burst
        return max(1, min(whole_burst * count // BARCODES_PER_BURST, whole_burst))

    def charge_remaining(self) -> None:
        """Charge the burst if nothing was charged yet; call it when the answer is ready.

        Raises:
            LimitReached: the caller has to wait.
        """
        if self.decision is None:
            if not self.waits:
                self.owed.append(self.charge_remaining)
                return
            # An answer that needed no charge so far must not fail because counters are unavailable.
            with suppress(StateUnavailable):
                self.charge()

    @contextmanager
    def charged(self, *, format: str, cost: int = 1, requests: int = 1) -> Iterator[None]:
        """Charge as `charge` does, and refund *cost* if the block raises."""
        self.charge(format=format, cost=cost, requests=requests)
        with self.refunding(cost):
            yield

    def refunding(self, cost: int) -> "_Refunding":
        """Refund *cost* barcodes if the block raises."""
        return _Refunding(self, cost)

    def refund(self, cost: int) -> None:
        """Refund *cost* of the charged barcodes, which were not drawn."""
        charged = self.decision
        if charged is None or not cost:
            return
        if not self.waits:
            self.owed.append(partial(self.refund, cost))
            return
        part = structs.replace(charged.admission, cost=cost)
        # Without a refund, the cost stays counted: a caller never gets more than the quota.
        with suppress(StateUnavailable):
            self.services.limiter.refund(structs.replace(charged, admission=part))
            # Other requests may have changed the counter; only the share of this one is known.
            left = min(charged.remaining + cost, charged.limit)
            used = max(charged.used - cost, 0)
            self.decision = structs.replace(charged, remaining=left, used=used)

    def settle(self) -> None:
        """Do what is owed, and refund what was paid and not used; it may wait."""
        self.waits = True
        owed, self.owed = self.owed, []
        for work in owed:
            # The answer, a refusal, is made already. The caller's next request is limited.
            with suppress(LimitReached):
                work()
        paid, self.paid = self.paid, None
        if paid is not None:
            with suppress(StateUnavailable):
                self.services.limiter.refund(paid)


class _Refunding:
    """Refunds barcodes if its block raises."""

    __slots__ = ("_cost", "_quota")

    def __init__(self, quota: Quota, cost: int) -> None:
        self._quota = quota
        self._cost = cost

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        # A killed greenlet and a closed generator raise no Exception, and drew nothing either.
        if error is not None:
            self._quota.refund(self._cost)


def exceeds_daily_quota(decision: Decision) -> bool:
    """Return True if the refused cost is more than the whole quota of a day."""
    return decision.reason == "quota" and decision.admission.cost > decision.limit


def fix(decision: Decision) -> str:
    """Return what the caller can do about a refusal."""
    if exceeds_daily_quota(decision):
        return _SEND_FEWER
    return f"Wait {decision.retry_after_seconds} s."


def describe(decision: Decision) -> str:
    """Return the text of a refusal, for a person or a model."""
    wait = f"Try again in {decision.retry_after_seconds} s"
    if exceeds_daily_quota(decision):
        return (
            f"{_quota(decision)} Waiting does not help: {_SEND_FEWER[0].lower()}{_SEND_FEWER[1:]}"
        )
    if decision.reason == "quota":
        return (
            f"{_quota(decision)} {wait}, at midnight UTC, or use the credentials of a higher tier."
        )
    return f"This caller sent more than {decision.burst_limit} requests a second. {wait}."


def _quota(decision: Decision) -> str:
    whole = f"The quota of {decision.limit} barcodes a day"
    if decision.remaining <= 0 and not exceeds_daily_quota(decision):
        return f"{whole} is used up."
    return f"{whole} has {decision.remaining} left, and this needs {decision.admission.cost}."
