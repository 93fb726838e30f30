"""How long a request waits in all, on a real Redis and a real Postgres (issue 4.7)."""

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
from common.services.store.sql import execute
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
    """Have Redis take *seconds* for an answer, or for two where one would be too late."""
    parts = 1 if seconds < TIMEOUT_SECONDS else 2
    for _ in range(parts):
        redis.call(lambda client: clock.move(seconds / parts))


def test_request_that_has_waited_enough_asks_redis_no_more(
    redis: RedisServer, clock: SetClock
) -> None:
    """Just below the timeout of a call, twice: another, and one to be counted, would be 400 ms."""
    with wait_budget.request():
        wait(redis, clock, 0.09)
        wait(redis, clock, 0.09)
        with pytest.raises(StateUnavailable, match="waited long enough"):
            redis.call(ping)


def test_who_has_waited_long_is_counted_by_redis_all_the_same(
    opened: Open, redis_url: str, clock: SetClock
) -> None:
    """Seen with 64 clients of one worker, who wait for each other, though Redis was well.

    A third of what they drew was counted by the machine, which has a whole quota of its own.
    """
    services = opened({"REDIS_URL": redis_url}, clock)
    with wait_budget.request():
        with wait_budget.waiting(clock, 1):
            clock.move(1)
        decision = services.limiter.admit(ANNA)
        assert decision.shared
        services.limiter.refund(decision)
        services.limiter.attempt("login", max_attempts=1, period_seconds=60)
    assert services.limiter.allowance(ANNA).used == 0
    assert services.limiter.attempt("login", max_attempts=1, period_seconds=60) == 60


def test_who_has_waited_long_ends_credentials_and_gets_tickets_on_every_machine(
    redis_url: str, tmp_path: Path, clock: SetClock
) -> None:
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


def test_what_a_busy_process_adds_to_an_answer_is_no_wait_for_redis(
    redis: RedisServer, clock: SetClock
) -> None:
    """Seen with 64 clients that drew large pictures: their keys were no longer looked up."""
    with wait_budget.request():
        redis.call(lambda client: clock.move(1))
        assert wait_budget.left_seconds() == wait_budget.MAX_SECONDS - TIMEOUT_SECONDS


def test_request_is_counted_within_300_ms_too(redis: RedisServer, clock: SetClock) -> None:
    """Counting is asked for whatever was waited before."""
    began = clock.monotonic()
    with wait_budget.request():
        for seconds in (0.09, 0.06, 0.099):
            with suppress(StateUnavailable):
                wait(redis, clock, seconds)
        redis.call(lambda client: clock.move(0.099), always=True)
    assert clock.monotonic() - began < 0.3


def test_request_that_found_the_store_away_is_counted_within_300_ms() -> None:
    """Both were stopped: the store took 202 ms, and to ask whether Redis was back 103."""
    assert DEADLINE_SECONDS + TIMEOUT_SECONDS < 0.3


def test_next_request_asks_redis_again(redis: RedisServer, clock: SetClock) -> None:
    """One that has run out of patience says nothing about Redis."""
    with wait_budget.request():
        wait(redis, clock, 0.2)
        with pytest.raises(StateUnavailable):
            redis.call(ping)
    with wait_budget.request():
        assert redis.call(ping)


def test_part_of_a_request_has_what_is_left_of_it(redis: RedisServer, clock: SetClock) -> None:
    """MCP over HTTP: a tool's call within a request of HTTP."""
    with wait_budget.request():
        wait(redis, clock, 0.2)
        with wait_budget.request(), pytest.raises(StateUnavailable):
            redis.call(ping)
        with pytest.raises(StateUnavailable):
            redis.call(ping)


def test_upkeep_has_no_such_bound(redis: RedisServer, clock: SetClock) -> None:
    for _ in range(5):
        wait(redis, clock, 0.09)
    assert redis.call(ping)


def test_thread_that_a_request_starts_is_outside_of_it(redis: RedisServer, clock: SetClock) -> None:
    """It goes on for other requests, such as the one that learns credentials anew."""
    left: list[float] = []
    with wait_budget.request():
        wait(redis, clock, 0.2)
        thread = Thread(target=lambda: left.append(wait_budget.left_seconds()))
        thread.start()
        thread.join(5)
    assert left == [float("inf")]


def test_request_waits_for_a_stopped_postgres_only_what_redis_has_left(
    opened: Open, own_postgres: PostgresServer, redis: RedisServer, clock: SetClock
) -> None:
    """Nor is Postgres thought to be away because one request had little time for it."""
    store = opened({"DATABASE_URL": own_postgres.create()}).store
    own_postgres.pause()
    for seconds in (0.19, 5.0):
        with wait_budget.request():
            wait(redis, clock, 0.15)
            with pytest.raises(StoreUnavailable, match=r"not done within 0\.05 s"):
                store.run(lambda database: execute(database, "SELECT 1"), seconds)


def test_nobody_waits_for_a_stopped_postgres_after_one_who_has_asked_redis_before(
    opened: Open, own_postgres: PostgresServer, redis: RedisServer, clock: SetClock
) -> None:
    """Most requests have, for a millisecond: what they find out is good for all."""
    store = opened({"DATABASE_URL": own_postgres.create()}).store
    own_postgres.pause()
    for told in ("not done within", "a moment ago"):
        with wait_budget.request():
            wait(redis, clock, 0.001)
            with pytest.raises(StoreUnavailable, match=told):
                store.run(lambda database: execute(database, "SELECT 1"))


def test_reading_page_after_page_does_not_use_up_patience(
    opened: Open, postgres_url: str, clock: SetClock
) -> None:
    """Whoever asks for many rows waits for work, not for a server that is away."""
    store = opened({"DATABASE_URL": postgres_url}, clock).store
    with wait_budget.request():
        for _ in range(3):
            store.run(lambda database: clock.move(0.2), 2.0)
        assert wait_budget.left_seconds() == wait_budget.MAX_SECONDS


def test_probe_that_had_little_time_does_not_turn_requests_away(
    opened: Open, own_postgres: PostgresServer
) -> None:
    """Health asks Redis first, and what is left of its time may be too short for a busy store."""
    store = opened({"DATABASE_URL": own_postgres.create()}).store
    own_postgres.pause()
    assert not store.probe()(0.0)
    own_postgres.resume()
    assert store.run(lambda database: execute(database, "SELECT 1"), 5.0) == [(1,)]
