"""How long a request waits in all, on a real Redis and a real Postgres."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest
from redis import Redis

from common.services import wait_budget
from common.services.accounts.tickets import Proof
from common.services.container import Services, open_services
from common.services.errors import StateUnavailable, StoreUnavailable
from common.services.principal import Principal
from common.services.redis_server import TIMEOUT_SECONDS, RedisServer
from common.services.store.database import execute
from common.services.store.store import DEADLINE_SECONDS
from common.settings import load
from tests.common.services.clock import SetClock
from tests.servers.postgres import PostgresServer

Open = Callable[..., Services]
ANNA = Principal("user:1", "basic", "http")


def ping(client: Redis) -> bool:
    return bool(client.ping())


@pytest.fixture
def redis(redis_url: str, clock: SetClock) -> RedisServer:
    return RedisServer(redis_url, clock)


def wait(redis: RedisServer, clock: SetClock, seconds: float) -> None:
    """Make Redis take *seconds* for one answer, or for two if one would be too late."""
    parts = 1 if seconds < TIMEOUT_SECONDS else 2
    for _ in range(parts):
        redis.call(lambda client: clock.move(seconds / parts))


def test_request_without_budget_makes_no_call(redis: RedisServer, clock: SetClock) -> None:
    """Twice just below the timeout of a call; a third and the counting would make 400 ms."""
    with wait_budget.request():
        wait(redis, clock, 0.09)
        wait(redis, clock, 0.09)
        with pytest.raises(StateUnavailable, match="waited long enough"):
            redis.call(ping)


def test_request_without_budget_is_counted_by_redis(
    opened: Open, redis_url: str, clock: SetClock
) -> None:
    """With 64 clients of one worker, requests waited for each other although Redis was healthy.

    A third of their barcodes were counted by the machine, which has a whole quota of its own.
    """
    services = opened({"REDIS_URL": redis_url}, clock)
    with wait_budget.request():
        with wait_budget.waiting(clock, 1):
            clock.move(1)
        decision = services.limiter.admit(ANNA)
        assert decision.by_redis
        services.limiter.refund(decision)
    with wait_budget.request():
        with wait_budget.waiting(clock, 1):
            clock.move(1)
        services.limiter.attempt("login", max_attempts=1, period_seconds=60)
    assert services.limiter.allowance(ANNA).used == 0
    assert services.limiter.attempt("login", max_attempts=1, period_seconds=60) == 60


def test_further_counts_of_a_request_without_budget_are_made_by_the_machine(
    opened: Open, redis_url: str, clock: SetClock
) -> None:
    """A Redis that answers in 90 ms would delay a batch, which counts three times, by 360 ms."""
    services = opened({"REDIS_URL": redis_url}, clock)
    with wait_budget.request():
        with wait_budget.waiting(clock, 1):
            clock.move(1)
        assert services.limiter.admit(ANNA).by_redis
        assert not services.limiter.admit(ANNA).by_redis
    decision = services.limiter.admit(ANNA)
    assert (decision.by_redis, decision.used) == (True, 3)


def test_request_without_budget_bumps_epochs_and_uses_tickets_on_every_machine(
    redis_url: str, tmp_path: Path, clock: SetClock
) -> None:
    """Every machine depends on them."""
    here, there = (
        open_services(
            load({"DATA_DIR": str(tmp_path / name), "REDIS_URL": redis_url}),
            process="test",
            clock=clock,
        )
        for name in ("here", "there")
    )
    with here, there:
        before = there.auth.revocation_epoch()
        with wait_budget.request():
            with wait_budget.waiting(clock, 1.0):
                clock.move(1)
            here.auth.bump_revocation()
            ticket = here.tickets.issue(None)
        assert not there.auth.revocation_epoch().allows(before)
        with wait_budget.request():
            with wait_budget.waiting(clock, 1.0):
                clock.move(1)
            assert there.tickets.redeem(ticket.value) == Proof()


def test_delay_of_a_busy_process_is_not_charged(redis: RedisServer, clock: SetClock) -> None:
    """With 64 clients that drew large images, their keys were no longer read."""
    with wait_budget.request():
        redis.call(lambda client: clock.move(1))
        assert wait_budget.left_seconds() == wait_budget.MAX_SECONDS - TIMEOUT_SECONDS


def test_request_is_counted_within_300_ms(redis: RedisServer, clock: SetClock) -> None:
    """Counting is always called, whatever the request has waited before."""
    began = clock.monotonic()
    with wait_budget.request():
        for seconds in (0.09, 0.06, 0.099):
            with suppress(StateUnavailable):
                wait(redis, clock, seconds)
        redis.call(lambda client: clock.move(0.099), always=True)
    assert clock.monotonic() - began < 0.3


def test_deadlines_of_store_and_redis_add_up_to_less_than_300_ms() -> None:
    """Both were stopped: the store took 202 ms, and the probe of Redis 103 ms."""
    assert DEADLINE_SECONDS + TIMEOUT_SECONDS < 0.3


def test_next_request_has_a_budget_of_its_own(redis: RedisServer, clock: SetClock) -> None:
    """A used-up budget is no failure of Redis."""
    with wait_budget.request():
        wait(redis, clock, 0.2)
        with pytest.raises(StateUnavailable):
            redis.call(ping)
    with wait_budget.request():
        assert redis.call(ping)


def test_part_of_a_request_shares_its_budget(redis: RedisServer, clock: SetClock) -> None:
    """MCP over HTTP: a tool call is part of an HTTP request."""
    with wait_budget.request():
        wait(redis, clock, 0.2)
        with wait_budget.request(), pytest.raises(StateUnavailable):
            redis.call(ping)
        with pytest.raises(StateUnavailable):
            redis.call(ping)


def test_work_outside_of_requests_is_not_bounded(redis: RedisServer, clock: SetClock) -> None:
    """Periodic jobs run outside of requests."""
    for _ in range(5):
        wait(redis, clock, 0.09)
    assert redis.call(ping)


def test_thread_that_a_request_starts_is_outside_of_the_request(
    redis: RedisServer, clock: SetClock
) -> None:
    """It works for other requests too, such as the refresh of a cached credential."""
    left: list[float] = []
    with wait_budget.request():
        wait(redis, clock, 0.2)
        thread = Thread(target=lambda: left.append(wait_budget.left_seconds()))
        thread.start()
        thread.join(5)
    assert left == [float("inf")]


def test_request_waits_for_a_stopped_postgres_only_for_the_rest_of_its_budget(
    opened: Open, own_postgres: PostgresServer, redis: RedisServer, clock: SetClock
) -> None:
    """It does not open the breaker either: the request had little time."""
    store = opened({"DATABASE_URL": own_postgres.create()}).store
    own_postgres.pause()
    for seconds in (0.19, 5.0):
        with wait_budget.request():
            wait(redis, clock, 0.15)
            with pytest.raises(StoreUnavailable, match=r"not done within 0\.05 s"):
                store.run(lambda database: execute(database, "SELECT 1"), seconds)


def test_stopped_postgres_opens_the_breaker_although_the_request_waited_for_redis(
    opened: Open, own_postgres: PostgresServer, redis: RedisServer, clock: SetClock
) -> None:
    """Most requests wait a millisecond for Redis first: their timeout still opens the breaker."""
    store = opened({"DATABASE_URL": own_postgres.create()}).store
    own_postgres.pause()
    for text in ("not done within", "a moment ago"):
        with wait_budget.request():
            wait(redis, clock, 0.001)
            with pytest.raises(StoreUnavailable, match=text):
                store.run(lambda database: execute(database, "SELECT 1"))


def test_long_work_uses_no_budget(opened: Open, postgres_url: str, clock: SetClock) -> None:
    """Reading many rows is work, not waiting for an unavailable server."""
    store = opened({"DATABASE_URL": postgres_url}, clock).store
    with wait_budget.request():
        for _ in range(3):
            store.run(lambda database: clock.move(0.2), 2.0)
        assert wait_budget.left_seconds() == wait_budget.MAX_SECONDS


def test_probe_with_little_time_does_not_open_the_breaker(
    opened: Open, own_postgres: PostgresServer
) -> None:
    """The health check calls Redis first; the rest of its time may be too short for the store."""
    store = opened({"DATABASE_URL": own_postgres.create()}).store
    own_postgres.pause()
    assert store.probe(lambda _: None)(0.0) == (False, None)
    own_postgres.resume()
    assert store.run(lambda database: execute(database, "SELECT 1"), 5.0) == [(1,)]
