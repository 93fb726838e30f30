"""Keys of ours that hold another type in Redis: no call fails for long, and counts stay exact.

Another program that shares the Redis, another version, or an operator may have written them.
"""

from collections.abc import Callable

import pytest

from common.services.accounts import revocation_epoch
from common.services.clock import day_number
from common.services.connections import redis as connections
from common.services.container import Services
from common.services.limits import redis as limits
from common.services.limits.limiter import Decision
from common.services.principal import Principal
from tests.common.services.clock import NOON, SetClock
from tests.servers.redis import RedisServer

Open = Callable[..., Services]

ANNA = Principal("user:1", "premium", "http")
TAG, TODAY = limits.tag_of(ANNA.key), day_number(NOON)
KEYS = {
    "epoch": limits.epoch_key(TAG),
    "caller": limits.caller_key(ANNA.key),
    "usage": limits.usage_key(TAG, TODAY),
    "refunds": limits.refunds_key(TAG, TODAY),
    "unflushed": limits.unflushed_key(TAG),
    "attempts": limits.attempts_key("login:here"),
    "connections": connections.KEY,
    "revocation epoch": revocation_epoch.KEY,
}


def retype(server: RedisServer, name: str) -> None:
    """Make a key hold another type than ours."""
    with server.client() as client:
        was_list = client.type(KEYS[name]) == "list"
        client.delete(KEYS[name])
        client.set(KEYS[name], "x") if was_list else client.rpush(KEYS[name], "x")


def use_all_keys(services: Services) -> None:
    """Draw one barcode and refund another, and use every other key; all of it by Redis."""
    services.flusher.seed()
    drawn, refunded = (services.limiter.admit(ANNA, format="qr") for _ in range(2))
    assert (drawn.allowed, drawn.by_redis, refunded.by_redis) == (True, True, True)
    services.limiter.refund(refunded)
    assert services.limiter.attempt("login:here", max_attempts=9, period_seconds=60) == 0
    services.connections.report("daemon", 3)
    assert services.connections.totals().connections == 3
    services.auth.bump_revocation()
    assert services.auth.revocation_epoch().redis is not None
    assert services.flusher.flush().complete
    assert services.redis is not None
    assert services.redis.answers


def drawn_today(services: Services) -> int:
    return sum(line.count for line in services.usage.of_caller(ANNA.key, TODAY, TODAY))


@pytest.fixture
def services(opened: Open, redis_url: str, clock: SetClock) -> Services:
    """Return services that have drawn one barcode."""
    services = opened({"REDIS_URL": redis_url}, clock)
    use_all_keys(services)
    return services


@pytest.mark.parametrize("name", KEYS)
def test_key_of_another_type_is_replaced_and_no_usage_is_lost(
    services: Services, redis_server: RedisServer, name: str
) -> None:
    """Three more barcodes are drawn; the first may be counted by the machine.

    Only what was in the key is lost: refunds that the store did not have yet.
    """
    retype(redis_server, name)
    assert services.limiter.admit(ANNA, format="qr").allowed
    use_all_keys(services)
    use_all_keys(services)
    assert drawn_today(services) == (5 if name == "refunds" else 4)


@pytest.mark.parametrize("first", ["flush", "refund"])
def test_counts_of_another_type_lose_only_what_the_store_lacks(
    services: Services, redis_server: RedisServer, first: str
) -> None:
    """The store keeps the greatest count of an epoch, so that new counts need a new one."""

    def draw(times: int) -> Decision:
        decisions = [services.limiter.admit(ANNA, format="qr") for _ in range(times)]
        assert all(each.allowed and each.by_redis for each in decisions)
        return decisions[-1]

    draw(5)
    services.flusher.flush()
    refunded = draw(1)
    retype(redis_server, "usage")
    if first == "flush":
        services.flusher.flush()
    else:
        services.limiter.refund(refunded)
    services.flusher.seed()
    draw(4)
    services.flusher.flush()
    assert drawn_today(services) == 1 + 5 + 4


def test_counts_of_a_lost_epoch_are_not_counted_twice(
    services: Services, redis_server: RedisServer
) -> None:
    """A Redis that is full may evict the key."""
    with redis_server.client() as client:
        client.delete(KEYS["epoch"])
    use_all_keys(services)
    assert drawn_today(services) == 2


def test_lost_revocation_epoch_does_not_return_to_an_earlier_one(
    services: Services, redis_server: RedisServer
) -> None:
    """Counting from 1 again would make credentials that were revoked in between valid."""
    earlier = services.auth.revocation_epoch()
    with redis_server.client() as client:
        client.delete(KEYS["revocation epoch"])
    services.auth.bump_revocation()
    assert services.auth.revocation_epoch().redis not in (None, earlier.redis)
