"""The counts of Redis and of machines agree again after Redis did not answer.

docs/accounts.md: what an outage costs. A Redis that is stopped stands for a slow one too.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from common.services import redis_server
from common.services.clock import day_number
from common.services.container import Services, open_services
from common.services.principal import Principal
from common.settings import load
from tests.servers.redis import RedisServer

Open = Callable[..., Services]
Environ = dict[str, str]

ANNA = Principal("user:1", "basic", "http")
WAIT_SECONDS = 30.0


@pytest.fixture
def environ(own_redis: RedisServer) -> Environ:
    return {"REDIS_URL": own_redis.url, "RATE_LIMIT_BASIC": "100", "RATE_LIMIT_BURST": "1000000"}


@pytest.fixture(autouse=True)
def _no_pause_after_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask Redis again at once; test_circuit_breaker.py tests the pause."""
    monkeypatch.setattr(redis_server, "FIRST_PAUSE_SECONDS", 0.0)


def draw(services: Services, times: int) -> None:
    for _ in range(times):
        assert services.limiter.admit(ANNA, format="qr").allowed


def counted(services: Services) -> int:
    """Return the count that Redis has now."""
    decision = services.limiter.admit(ANNA, cost=0)
    assert decision.by_redis
    assert decision.remaining == max(0, decision.limit - decision.used)
    return decision.used


def stored(services: Services) -> int:
    """Return the count that the store has now."""
    today = day_number(services.clock.now())
    return sum(line.count for line in services.usage.of_caller(ANNA.key, today - 1, today))


def test_counts_of_an_outage_are_added_to_the_quota(
    opened: Open, own_redis: RedisServer, environ: Environ
) -> None:
    """20 before and 30 during the outage leave 50; repeating the flush changes nothing."""
    services = opened(environ)
    draw(services, 20)
    own_redis.pause()
    draw(services, 30)
    own_redis.resume()
    for _ in range(2):
        assert services.flusher.flush().complete
        assert (counted(services), stored(services)) == (50, 50)
    draw(services, 50)
    assert services.limiter.admit(ANNA).reason == "quota"


def test_second_outage_is_added_too(opened: Open, own_redis: RedisServer, environ: Environ) -> None:
    """The first one's counts are not added again."""
    services = opened(environ)
    for number in (1, 2, 3):
        draw(services, 5)
        own_redis.pause()
        draw(services, 5)
        own_redis.resume()
        assert services.flusher.flush().complete
        assert counted(services) == 10 * number


def test_refund_of_a_count_that_was_added_is_subtracted(
    opened: Open, own_redis: RedisServer, environ: Environ
) -> None:
    """A batch that was charged during the outage ends after it."""
    services = opened(environ)
    own_redis.pause()
    decision = services.limiter.admit(ANNA, format="batch", cost=40)
    own_redis.resume()
    services.flusher.flush()
    assert counted(services) == 40
    services.limiter.refund(decision)
    services.flusher.flush()
    assert counted(services) == 0


def test_merge_that_was_not_recorded_is_not_added_twice(
    opened: Open, own_redis: RedisServer, environ: Environ
) -> None:
    """The process was killed after Redis had the counts, and another one flushes."""
    services = opened(environ)
    own_redis.pause()
    draw(services, 30)
    own_redis.resume()
    services.flusher.flush()
    services.local_state.run(lambda connection: connection.execute("DELETE FROM shared_counts"))
    assert opened(environ).flusher.flush().complete
    assert counted(services) == 30


def test_seeded_redis_has_the_counts_of_the_outage_once(
    opened: Open, own_redis: RedisServer, environ: Environ
) -> None:
    """Redis comes back empty: the store has everything, and Redis is seeded with it."""
    services = opened(environ)
    draw(services, 20)
    services.flusher.flush()
    own_redis.kill()
    draw(services, 30)
    services.flusher.flush()
    own_redis.start()
    services.flusher.seed()
    assert services.flusher.flush().complete
    assert counted(services) == 50


def test_machines_that_counted_alone_agree_afterwards(
    own_redis: RedisServer, environ: Environ, postgres_url: str, tmp_path: Path
) -> None:
    """Two machines share Redis and store: 10 and 20 during the outage make 30 for both."""
    shared = {**environ, "DATABASE_URL": postgres_url, "SECRET_KEY": "k" * 32}
    with (
        open_services(load({**shared, "DATA_DIR": str(tmp_path / "a")}), process="a") as one,
        open_services(load({**shared, "DATA_DIR": str(tmp_path / "b")}), process="b") as other,
    ):
        own_redis.pause()
        draw(one, 10)
        draw(other, 20)
        own_redis.resume()
        for machine in (one, other):
            assert machine.flusher.flush().complete
        assert (counted(one), counted(other), stored(one)) == (30, 30, 30)


def test_redis_that_stops_again_and_again_admits_the_quota(
    opened: Open, own_redis: RedisServer, environ: Environ
) -> None:
    """Eight callers at a time, in two processes; Redis is stopped at every hundredth barcode.

    What is under way when Redis stops or continues, one barcode a caller, may be counted by both or
    be unknown to one.
    """
    environ["RATE_LIMIT_BASIC"] = "1000"
    processes = [opened(environ), opened(environ)]
    drawn, changed = 0, threading.Condition()

    def draw_all(number: int) -> None:
        nonlocal drawn
        while processes[number % 2].limiter.admit(ANNA, format="qr").allowed:
            with changed:
                drawn += 1
                changed.notify_all()
        with changed:
            changed.notify_all()

    with ThreadPoolExecutor(8) as threads:
        callers = [threads.submit(draw_all, number) for number in range(8)]

        def reaches(count: int) -> None:
            with changed:
                changed.wait_for(
                    lambda: drawn >= count or any(each.done() for each in callers), WAIT_SECONDS
                )

        for hundred in range(100, 1_000, 100):
            reaches(hundred)
            own_redis.pause()
            reaches(hundred + 20)
            own_redis.resume()
            processes[0].flusher.flush()
        for each in callers:
            each.result(WAIT_SECONDS)
    assert 1_000 - 9 * 8 <= drawn <= 1_000 + 8
    assert processes[0].flusher.flush().complete
    assert drawn <= counted(processes[1]) == stored(processes[1])
