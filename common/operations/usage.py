"""Usage: the barcodes that one caller has drawn, and those of all callers for the operator."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from common.operations.quota import Quota
from common.services.clock import day_number
from common.services.container import Services
from common.services.errors import StoreUnavailable
from common.services.health import Health
from common.services.store.usage import UsageLine

HISTORY_DAYS = 30
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Line(Struct, frozen=True):
    """The barcodes of one symbology drawn on one day through one interface.

    Attributes:
        day: in UTC, such as ``2026-01-31``.
        interface: ``http``, ``mcp`` or ``cli``.
        format: the symbology.
        count: number of barcodes.
    """

    day: str
    interface: str
    format: str
    count: int


class CallerUsage(Struct, frozen=True):
    """The usage of one caller.

    Attributes:
        requests_today: barcodes drawn since midnight UTC.
        requests_limit: quota of a day.
        remaining_requests: barcodes left of the quota.
        reset_time: next reset of the quota, in UTC (RFC 3339).
        tier: tier that sets the quota.
        history: the last 30 days; null if the store does not answer.
    """

    requests_today: int
    requests_limit: int
    remaining_requests: int
    reset_time: str
    tier: str
    history: list[Line] | None


class Figures(Struct, frozen=True):
    """The usage of all callers, for the operator.

    Attributes:
        day: today in UTC.
        barcodes_today: barcodes drawn since midnight UTC that are already in the store.
        callers_today: number of callers who drew any.
        by_format: today's barcodes by symbology.
        by_interface: today's barcodes by interface.
        history: the last 30 days.
        active_connections: open MCP connections.
        uptime_seconds: age of this machine's oldest process.
        health: state of the service.
    """

    day: str
    barcodes_today: int
    callers_today: int
    by_format: dict[str, int]
    by_interface: dict[str, int]
    history: list[Line]
    active_connections: int
    uptime_seconds: float
    health: Health


def of_caller(quota: Quota) -> CallerUsage:
    """Return the usage of the caller of *quota* and what is left of today's quota.

    Args:
        quota: the quota of the request. If it was charged, the answer has the figures of that
            decision, so that body and headers agree.

    Raises:
        StateUnavailable: neither Redis nor this machine's state file can be read.
    """
    services, caller = quota.services, quota.caller
    if quota.decision is not None and services.settings.rate_limit_enabled:
        allowance = quota.decision.allowance
    else:
        allowance = services.limiter.allowance(caller)
    today = day_number(services.clock.now())
    # The quota is counted without the store, so that the answer is useful without its history.
    try:
        lines = services.usage.of_caller(caller.key, today - HISTORY_DAYS + 1, today)
        history: list[Line] | None = [_line(line) for line in lines]
    except StoreUnavailable:
        history = None
    return CallerUsage(
        requests_today=allowance.used,
        requests_limit=allowance.limit,
        remaining_requests=allowance.remaining,
        reset_time=_moment(allowance.reset_at),
        tier=caller.tier,
        history=history,
    )


def figures(services: Services) -> Figures:
    """Return the usage of all callers.

    Raises:
        StoreUnavailable: the store does not answer.
    """
    today = day_number(services.clock.now())
    # Today is one of the days.
    lines = services.usage.of_all(today - HISTORY_DAYS + 1, today)
    by_format: Counter[str] = Counter()
    by_interface: Counter[str] = Counter()
    for line in lines:
        if line.day == today:
            by_format[line.format] += line.count
            by_interface[line.interface] += line.count
    snapshot = services.metrics.snapshot()
    return Figures(
        day=_date(today),
        barcodes_today=by_format.total(),
        callers_today=services.usage.callers_on(today),
        by_format=dict(sorted(by_format.items())),
        by_interface=dict(sorted(by_interface.items())),
        history=[_line(line) for line in lines],
        active_connections=snapshot.active_connections,
        uptime_seconds=round(snapshot.uptime_seconds, 3),
        health=services.health(),
    )


def _line(line: UsageLine) -> Line:
    return Line(_date(line.day), line.interface, line.format, line.count)


def _date(day: int) -> str:
    return (_EPOCH + timedelta(days=day)).date().isoformat()


def _moment(seconds: int) -> str:
    moment = _EPOCH + timedelta(seconds=seconds)
    return moment.isoformat().replace("+00:00", "Z")
