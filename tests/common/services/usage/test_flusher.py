"""Flushing usage counts to the store, on each real backend and database."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from common.services.clock import SECONDS_PER_DAY, day_number
from common.services.container import Services
from common.services.errors import StoreUnavailable
from common.services.limits.sqlite import SqliteLimiter
from common.services.limits.write_back import WriteBackLimiter
from common.services.principal import Principal
from common.services.store.usage import UsageLine
from common.services.usage.backend import UsageBackend
from common.services.usage.redis import RedisUsage
from common.services.usage.sqlite import SqliteUsage
from tests.common.services.clock import NOON, SetClock
from tests.servers.postgres import PostgresServer
from tests.servers.redis import RedisServer

Open = Callable[..., Services]
Environ = dict[str, str]

TODAY = day_number(NOON)
ANNA = Principal("user:1", "premium", "http")

DRAW_UNTIL_KILLED = """
import os
from common.services.container import open_services
from common.services.principal import Principal
from common.settings import load
services = open_services(load(os.environ), process="child")
services.periodic_jobs.start()
while services.limiter.admit(Principal("user:1", "premium", "http"), format="qr").allowed:
    print("drawn", flush=True)
"""


@pytest.fixture
def environ(state_environ: Environ, store_environ: Environ) -> Environ:
    return {**state_environ, **store_environ, "RATE_LIMIT_BURST": "1000000"}


def draw(services: Services, times: int, caller: Principal = ANNA, format: str = "qr") -> None:
    for _ in range(times):
        assert services.limiter.admit(caller, format=format).allowed


def lines(services: Services, caller: Principal = ANNA) -> list[UsageLine]:
    return services.usage.of_caller(caller.key, TODAY - 30, TODAY + 30)


def backend_of(services: Services) -> UsageBackend:
    """Return the backend that counts what *services* draw."""
    if services.redis is not None:
        return RedisUsage(services.redis)
    state, clock = services.local_state, services.clock
    counts = WriteBackLimiter(state, clock, SqliteLimiter(state, clock))
    return SqliteUsage(state, clock, counts.write_back)


def test_usage_is_reported_by_day_interface_and_format(
    opened: Open, environ: Environ, clock: SetClock
) -> None:
    """One line each; the counts are those drawn below."""
    services = opened(environ, clock)
    draw(services, 2)
    draw(services, 3, format="ean13")
    draw(services, 4, Principal("user:1", "premium", "mcp"))
    draw(services, 5, Principal("ip:2001:db8::/64"))
    clock.move(SECONDS_PER_DAY)
    draw(services, 1)
    assert services.flusher.flush().complete
    assert lines(services) == [
        UsageLine(TODAY, "http", "ean13", 3),
        UsageLine(TODAY, "http", "qr", 2),
        UsageLine(TODAY, "mcp", "qr", 4),
        UsageLine(TODAY + 1, "http", "qr", 1),
    ]
    assert services.usage.callers_on(TODAY) == 2
    assert sum(line.count for line in services.usage.of_all(TODAY, TODAY)) == 14


def test_usage_is_deleted_after_90_days(opened: Open, environ: Environ, clock: SetClock) -> None:
    """docs/accounts.md: usage contains addresses, and is kept for 90 days."""
    services = opened(environ, clock)
    draw(services, 2)
    services.flusher.flush()
    clock.move(90 * SECONDS_PER_DAY)
    services.flusher.delete_old()
    assert [line.count for line in services.usage.of_caller("user:1", TODAY, TODAY)] == [2]
    clock.move(SECONDS_PER_DAY)
    services.flusher.delete_old()
    assert services.usage.of_caller("user:1", TODAY, TODAY) == []


def test_flushing_again_writes_nothing(opened: Open, environ: Environ, clock: SetClock) -> None:
    """Only counts that have grown since the last flush are written."""
    services = opened(environ, clock)
    draw(services, 2)
    assert services.flusher.flush().written == 1
    assert services.flusher.flush().written == 0
    draw(services, 1)
    assert services.flusher.flush().written == 1
    assert lines(services) == [UsageLine(TODAY, "http", "qr", 3)]


def test_count_that_was_written_but_not_marked_is_not_doubled(
    opened: Open, environ: Environ, clock: SetClock
) -> None:
    """A flusher may be killed between the store's commit and `mark_flushed`."""
    services = opened(environ, clock)
    draw(services, 2)
    services.usage.write(backend_of(services).unflushed())
    draw(services, 1)
    services.flusher.flush()
    assert lines(services) == [UsageLine(TODAY, "http", "qr", 3)]


def test_late_writer_does_not_undo_a_newer_count(
    opened: Open, environ: Environ, clock: SetClock
) -> None:
    """Processes may flush at the same time, and one of them may stall."""
    services = opened(environ, clock)
    backend = backend_of(services)
    draw(services, 2)
    late = backend.unflushed()
    draw(services, 1)
    services.flusher.flush()
    services.usage.write(late)
    backend.mark_flushed(late)
    assert lines(services) == [UsageLine(TODAY, "http", "qr", 3)]


def test_refund_is_not_usage(opened: Open, environ: Environ, clock: SetClock) -> None:
    """It may come after the count was flushed."""
    services = opened(environ, clock)
    draw(services, 2)
    decision = services.limiter.admit(ANNA, format="qr")
    services.flusher.flush()
    services.limiter.refund(decision)
    services.flusher.flush()
    assert lines(services) == [UsageLine(TODAY, "http", "qr", 2)]


def test_caller_with_refunds_only_has_drawn_nothing(
    opened: Open, environ: Environ, clock: SetClock
) -> None:
    """A failed drawing is charged and refunded; lines of 0 are omitted."""
    services = opened(environ, clock)
    services.limiter.refund(services.limiter.admit(ANNA, format="qr"))
    services.flusher.flush()
    assert lines(services) == services.usage.of_all(TODAY, TODAY) == []
    assert services.usage.callers_on(TODAY) == 0


def test_more_counts_than_one_batch_are_all_written(
    opened: Open, environ: Environ, clock: SetClock
) -> None:
    """A batch has 500 counts in the machine's file and 200 per tag in Redis."""
    services = opened(environ, clock)
    for number in range(1_200):
        draw(services, 1, Principal(f"user:{number}", "basic"))
    assert services.flusher.flush().written == 1_200
    assert services.usage.callers_on(TODAY) == 1_200


def test_killed_process_loses_no_count(opened: Open, environ: Environ, tmp_path: Path) -> None:
    """Each barcode was counted before its line was printed; one more may have been counted."""
    child = subprocess.Popen(
        [sys.executable, "-c", DRAW_UNTIL_KILLED],
        env={**os.environ, "DATA_DIR": str(tmp_path), **environ},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    drawn = sum(1 for _, _line in zip(range(300), child.stdout, strict=False))
    child.send_signal(signal.SIGKILL)
    drawn += len(child.stdout.read().splitlines())
    child.stdout.close()
    child.wait(5)
    services = opened(environ)
    services.flusher.flush()
    today = day_number(services.clock.now())
    counted = sum(line.count for line in services.usage.of_all(today - 1, today))
    assert counted in (drawn, drawn + 1)


def test_machines_file_deletes_old_days_that_the_store_has(opened: Open, clock: SetClock) -> None:
    """It keeps two days; limits need no more."""
    services = opened({}, clock)
    draw(services, 1)
    services.flusher.flush()
    clock.move(3 * SECONDS_PER_DAY)
    services.flusher.flush()
    assert services.local_state.read("SELECT * FROM usage") == []
    assert services.local_state.read("SELECT * FROM callers") == []


def test_counts_wait_while_postgres_is_unavailable(
    opened: Open, own_postgres: PostgresServer, clock: SetClock, long_store_deadline: None
) -> None:
    """Counting needs no store."""
    services = opened({"DATABASE_URL": own_postgres.create()}, clock)
    own_postgres.kill()
    draw(services, 7)
    with pytest.raises(StoreUnavailable):
        services.flusher.flush()
    own_postgres.start()
    clock.move(10)
    services.flusher.flush()
    assert lines(services) == [UsageLine(TODAY, "http", "qr", 7)]


def test_counts_of_an_outage_are_added_to_those_of_redis(
    opened: Open, own_redis: RedisServer
) -> None:
    """The request that the stopped Redis did not answer is counted once, by the machine."""
    environ = {"REDIS_URL": own_redis.url}
    services = opened(environ)
    draw(services, 3)
    services.flusher.flush()
    own_redis.pause()
    draw(services, 4)
    assert not services.flusher.flush().complete
    own_redis.resume()
    later = opened(environ)
    draw(later, 5)
    assert later.flusher.flush().complete
    today = day_number(services.clock.now())
    assert sum(line.count for line in services.usage.of_all(today - 1, today)) == 12


def test_redis_that_comes_back_empty_is_seeded_with_what_was_flushed(
    opened: Open, own_redis: RedisServer, clock: SetClock
) -> None:
    """30 were flushed and 2 were lost with the killed Redis, before 4 more."""
    services = opened({"REDIS_URL": own_redis.url, "RATE_LIMIT_PREMIUM": "100"}, clock)
    draw(services, 30)
    services.flusher.flush()
    draw(services, 2)
    own_redis.kill()
    own_redis.start()
    clock.move(10)
    assert services.flusher.seed() > 0
    assert services.limiter.allowance(ANNA).used == 30
    draw(services, 4)
    services.flusher.flush()
    assert lines(services) == [UsageLine(TODAY, "http", "qr", 34)]
    assert services.flusher.seed() == 0
