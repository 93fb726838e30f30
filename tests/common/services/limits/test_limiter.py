"""The limiter, on each real backend: rejections first, then exact counts, then outages."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from redis import Redis

from common.services.clock import SECONDS_PER_DAY
from common.services.container import Services
from common.services.limits.limiter import Charge
from common.services.limits.redis import epoch_key, tag_of
from common.services.principal import Principal, Tier, anonymous_principal
from tests.common.services.clock import NOON, SetClock
from tests.servers.redis import RedisServer

Open = Callable[..., Services]
Environ = dict[str, str]

ANNA = Principal("user:1", "basic", "http")
HUGE_BURST = {"RATE_LIMIT_BURST": "1000000"}

ADMIT_MANY = """
import os
from common.services.container import open_services
from common.services.principal import Principal
from common.settings import load
with open_services(load(os.environ), process="child") as services:
    caller = Principal("user:1", "basic", "http")
    print(sum(services.limiter.admit(caller, format="qr").allowed for _ in range(60)))
"""


def admitted(services: Services, times: int, caller: Principal = ANNA, cost: int = 1) -> int:
    return sum(services.limiter.admit(caller, format="qr", cost=cost).allowed for _ in range(times))


@pytest.fixture
def environ(state_environ: Environ) -> Environ:
    return {"RATE_LIMIT_BASIC": "100", "RATE_LIMIT_BURST": "50", **state_environ}


def test_burst_is_rejected_past_its_size(opened: Open, environ: Environ, clock: SetClock) -> None:
    """RATE_LIMIT_BURST is 50."""
    services = opened(environ, clock)
    assert admitted(services, 60) == 50
    rejected = services.limiter.admit(ANNA)
    assert (rejected.reason, rejected.retry_after_seconds) == ("burst", 1)
    assert (rejected.burst_limit, rejected.burst_remaining) == (50, 0)


def test_burst_recovers_one_interval_at_a_time(
    opened: Open, environ: Environ, clock: SetClock
) -> None:
    """GCRA: 50 a second is one every 20 ms."""
    services = opened(environ, clock)
    admitted(services, 50)
    clock.move(0.0405)
    assert admitted(services, 5) == 2
    clock.move(60)
    assert services.limiter.admit(ANNA, cost=0).burst_remaining == 49


def test_clock_that_is_set_back_rejects_no_request(
    opened: Open, environ: Environ, clock: SetClock
) -> None:
    """A machine may start with a clock that is a year ahead."""
    services = opened(environ, clock)
    clock.move(366 * SECONDS_PER_DAY)
    admitted(services, 50)
    for _ in range(3):
        services.limiter.attempt("login", max_attempts=3, period_seconds=60)
    clock.move(-366 * SECONDS_PER_DAY)
    assert admitted(services, 60) == 50
    assert services.limiter.admit(ANNA).retry_after_seconds == 1
    waits = [services.limiter.attempt("login", max_attempts=3, period_seconds=60) for _ in range(4)]
    assert waits == [0, 0, 0, 60]


def test_quota_is_rejected_past_its_size(opened: Open, environ: Environ, clock: SetClock) -> None:
    """RATE_LIMIT_BASIC is 100; the quota restarts at midnight."""
    services = opened({**environ, **HUGE_BURST}, clock)
    assert admitted(services, 130) == 100
    rejected = services.limiter.admit(ANNA)
    assert (rejected.reason, rejected.limit, rejected.remaining) == ("quota", 100, 0)
    assert rejected.retry_after_seconds == rejected.reset_seconds == SECONDS_PER_DAY // 2


def test_rejected_request_costs_nothing(opened: Open, environ: Environ, clock: SetClock) -> None:
    """101 exceed the quota, 100 do not."""
    services = opened({**environ, **HUGE_BURST}, clock)
    assert not services.limiter.admit(ANNA, cost=101).allowed
    assert services.limiter.admit(ANNA, cost=100).allowed
    assert services.limiter.allowance(ANNA).used == 100


def test_request_without_cost_is_admitted_past_the_quota(
    opened: Open, environ: Environ, clock: SetClock
) -> None:
    """It uses the burst only."""
    services = opened(environ, clock)
    services.limiter.admit(ANNA, cost=100)
    assert services.limiter.admit(ANNA, cost=0).allowed
    assert not services.limiter.admit(ANNA, cost=1).allowed


def test_quota_restarts_at_midnight_utc(opened: Open, environ: Environ, clock: SetClock) -> None:
    """Half a second before, and at midnight."""
    services = opened(environ, clock)
    services.limiter.admit(ANNA, cost=100)
    clock.seconds = NOON + SECONDS_PER_DAY / 2 - 0.5
    assert services.limiter.admit(ANNA).reset_seconds == 1
    clock.move(0.5)
    assert services.limiter.allowance(ANNA).used == 0
    after = services.limiter.admit(ANNA)
    assert (after.allowed, after.remaining, after.reset_seconds) == (True, 99, SECONDS_PER_DAY)


def test_decision_has_what_remains(opened: Open, environ: Environ, clock: SetClock) -> None:
    """Three of 100 barcodes and one of 50 requests are used."""
    decision = opened(environ, clock).limiter.admit(ANNA, cost=3)
    assert (decision.allowed, decision.limit, decision.remaining) == (True, 100, 97)
    assert (decision.burst_limit, decision.burst_remaining) == (50, 49)
    assert (decision.reason, decision.retry_after_seconds) == ("", 0)


def test_further_cost_of_an_admitted_request_uses_no_burst(
    opened: Open, environ: Environ, clock: SetClock
) -> None:
    """A batch charges its barcodes after the request was admitted."""
    services = opened(environ, clock)
    assert admitted(services, 50) == 50
    more = services.limiter.admit(ANNA, cost=3, requests=0)
    assert (more.allowed, more.remaining, more.burst_remaining) == (True, 47, 0)
    assert services.limiter.admit(ANNA, cost=48, requests=0).reason == "quota"


def test_refund_can_be_used(opened: Open, environ: Environ, clock: SetClock) -> None:
    """The whole quota is refunded."""
    limiter = opened({**environ, **HUGE_BURST}, clock).limiter
    decision = limiter.admit(ANNA, cost=100)
    limiter.refund(decision)
    assert limiter.allowance(ANNA).used == 0
    assert limiter.admit(ANNA, cost=100).allowed


def test_allowance_of_a_redis_that_is_not_seeded_is_that_of_the_machine(
    opened: Open, redis_url: str, clock: SetClock
) -> None:
    """Redis has lost its epoch."""
    limiter = opened({"REDIS_URL": redis_url}, clock).limiter
    with Redis.from_url(redis_url) as client:
        client.delete(epoch_key(tag_of(ANNA.key)))
    assert not limiter.admit(ANNA, cost=3).by_redis
    assert limiter.allowance(ANNA).used == 3


def test_refund_after_midnight_belongs_to_yesterday(
    opened: Open, environ: Environ, clock: SetClock
) -> None:
    """It must not reduce what is used today."""
    limiter = opened(environ, clock).limiter
    decision = limiter.admit(ANNA, cost=5)
    clock.move(SECONDS_PER_DAY)
    limiter.admit(ANNA, cost=7)
    limiter.refund(decision)
    assert limiter.allowance(ANNA).used == 7


@pytest.mark.parametrize(
    ("tier", "limit"),
    [("unauthenticated", 5_000), ("basic", 10_000), ("standard", 15_000), ("premium", 50_000)],
)
def test_tier_decides_the_quota(opened: Open, tier: Tier, limit: int) -> None:
    """The defaults of the settings RATE_LIMIT_*."""
    assert opened({}).limiter.allowance(Principal("user:1", tier)).limit == limit


def test_each_caller_has_a_budget(opened: Open, environ: Environ, clock: SetClock) -> None:
    """One caller's burst does not limit another."""
    services = opened(environ, clock)
    admitted(services, 50)
    assert services.limiter.admit(Principal("user:2", "basic")).allowed


def test_interfaces_share_a_budget(opened: Open, environ: Environ, clock: SetClock) -> None:
    """HTTP and MCP."""
    services = opened(environ, clock)
    services.limiter.admit(ANNA, cost=60)
    services.limiter.admit(Principal("user:1", "basic", "mcp"), cost=40)
    assert services.limiter.allowance(ANNA).remaining == 0


def test_addresses_of_one_ipv6_site_share_a_budget(
    opened: Open, environ: Environ, clock: SetClock
) -> None:
    """RFC 6177: a site has a /64."""
    services = opened({**environ, "RATE_LIMIT_UNAUTHENTICATED": "10"}, clock)
    services.limiter.admit(anonymous_principal("2001:db8::1", "http"), cost=10)
    assert not services.limiter.admit(anonymous_principal("2001:db8::2", "http")).allowed
    assert services.limiter.admit(anonymous_principal("2001:db8:0:1::1", "http")).allowed


def test_disabled_limits_reject_no_request(opened: Open, environ: Environ, clock: SetClock) -> None:
    """RATE_LIMIT_ENABLED=false still counts usage."""
    services = opened({**environ, "RATE_LIMIT_ENABLED": "false"}, clock)
    assert admitted(services, 200) == 200
    assert services.limiter.allowance(ANNA).used == 200


def test_attempts_are_rejected_in_any_period(
    opened: Open, state_environ: Environ, clock: SetClock
) -> None:
    """Five in five minutes; the sixth is allowed when the first is five minutes old."""
    limiter = opened(state_environ, clock).limiter
    waits = []
    for _ in range(6):
        waits.append(limiter.attempt("token:ip:192.0.2.1", max_attempts=5, period_seconds=300))
        clock.move(10)
    assert waits == [0, 0, 0, 0, 0, 250]
    assert limiter.attempt("token:ip:192.0.2.2", max_attempts=5, period_seconds=300) == 0
    clock.move(240)
    assert limiter.attempt("token:ip:192.0.2.1", max_attempts=5, period_seconds=300) == 0
    assert limiter.attempt("token:ip:192.0.2.1", max_attempts=5, period_seconds=300) == 10


def test_processes_admit_exactly_the_quota(opened: Open, environ: Environ, tmp_path: Path) -> None:
    """Four processes make 240 requests for 100."""
    child_environ = {**os.environ, "DATA_DIR": str(tmp_path), **environ, **HUGE_BURST}
    children = [
        subprocess.Popen(
            [sys.executable, "-c", ADMIT_MANY], env=child_environ, stdout=subprocess.PIPE
        )
        for _ in range(4)
    ]
    assert sum(int(child.communicate(timeout=30)[0]) for child in children) == 100


def test_threads_admit_exactly_the_quota(opened: Open, environ: Environ) -> None:
    """32 threads make 320 requests for 100."""
    services = opened({**environ, **HUGE_BURST})
    counts: list[int] = []
    threads = [
        threading.Thread(target=lambda: counts.append(admitted(services, 10))) for _ in range(32)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sum(counts) == 100


def test_charges_together_are_decided_one_after_another(
    opened: Open, environ: Environ, clock: SetClock
) -> None:
    """The quota is 100; of 60 requests at one moment the burst admits 50."""
    limiter = opened(environ, clock).limiter
    costs = [40, 40, 40, 20, 1, *([0] * 60)]
    decisions = limiter.admit_all([Charge(ANNA, "qr", cost, 1) for cost in costs])
    reasons = [decision.reason if decision else None for decision in decisions]
    assert reasons == ["", "", "quota", "", "quota", *([""] * 47), *(["burst"] * 13)]
    assert limiter.allowance(ANNA).used == 100
    assert decisions[0] is not None
    limiter.refund(decisions[0])
    assert limiter.allowance(ANNA).used == 60


def test_charges_together_continue_from_the_count_of_a_redis_that_is_unavailable(
    opened: Open, own_redis: RedisServer
) -> None:
    """The machine counts what Redis does not answer."""
    environ = {"REDIS_URL": own_redis.url, "RATE_LIMIT_BASIC": "100", **HUGE_BURST}
    limiter = opened(environ).limiter
    charges = [Charge(ANNA, "qr", 1, 1)] * 60
    by_redis = [decision.by_redis for decision in limiter.admit_all(charges) if decision]
    own_redis.kill()
    decisions = [decision for decision in limiter.admit_all(charges) if decision]
    assert (len(by_redis), len(decisions)) == (60, 60)
    assert sum(decision.allowed for decision in decisions) == 40
    assert not any(decision.by_redis for decision in decisions)


def test_machine_continues_from_the_count_of_a_redis_that_is_unavailable(
    opened: Open, own_redis: RedisServer
) -> None:
    """Over all of its processes, the one that knows less included."""
    environ = {"REDIS_URL": own_redis.url, "RATE_LIMIT_BASIC": "100", **HUGE_BURST}
    services = opened(environ)
    other_process = opened(environ)
    assert admitted(other_process, 10) + admitted(services, 60) == 70
    own_redis.kill()
    assert admitted(services, 10) + admitted(other_process, 60) == 30
    rejected = other_process.limiter.admit(ANNA)
    assert (rejected.reason, rejected.used, rejected.remaining) == ("quota", 100, 0)
    assert other_process.limiter.allowance(ANNA).used == 100


def test_count_near_the_quota_is_known_to_every_process(
    opened: Open, own_redis: RedisServer
) -> None:
    """A process that never served the caller admits no more than is left."""
    environ = {"REDIS_URL": own_redis.url, "RATE_LIMIT_BASIC": "100", **HUGE_BURST}
    other_process = opened(environ)
    assert admitted(opened(environ), 90) == 90
    own_redis.kill()
    assert admitted(other_process, 60) == 10


def test_other_day_is_not_continued(opened: Open, own_redis: RedisServer, clock: SetClock) -> None:
    """The quota restarts at midnight, also without Redis."""
    environ = {"REDIS_URL": own_redis.url, "RATE_LIMIT_BASIC": "100", **HUGE_BURST}
    services = opened(environ, clock)
    admitted(services, 100)
    own_redis.kill()
    clock.move(SECONDS_PER_DAY)
    assert admitted(services, 110) == 100


def test_stopped_redis_rejects_no_request(opened: Open, own_redis: RedisServer) -> None:
    """The machine counts instead."""
    services = opened({"REDIS_URL": own_redis.url, "RATE_LIMIT_BASIC": "100", **HUGE_BURST})
    own_redis.pause()
    assert admitted(services, 120) == 100


def test_emptied_redis_counts_nothing_before_it_is_seeded(opened: Open, redis_url: str) -> None:
    """Otherwise callers could use their quota twice."""
    services = opened({"REDIS_URL": redis_url})
    assert services.redis is not None
    services.redis.call(lambda client: client.flushall())
    assert not services.limiter.admit(ANNA).by_redis
    services.flusher.seed()
    assert services.limiter.admit(ANNA).by_redis
