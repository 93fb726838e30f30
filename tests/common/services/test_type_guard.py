"""What others wrote under our names in Redis: it stops nothing, and does not stay.

Another program that shares the Redis, another version of ours, or an operator may have.
"""

import logging
from collections.abc import Callable

import msgspec
import pytest
from redis import Redis

from common.services.accounts import revocation_epoch
from common.services.accounts.tickets import Proof
from common.services.clock import day_number
from common.services.connections import redis as connections
from common.services.container import Services
from common.services.limits import keys
from common.services.limits.limiter import Decision
from common.services.principal import Principal
from tests.common.services.clock import NOON, SetClock
from tests.servers.redis import RedisServer

Open = Callable[..., Services]

ANNA = Principal("user:1", "premium", "http")
TAG, TODAY = keys.tag_of(ANNA.key), day_number(NOON)
FIELD = keys.field(ANNA.key, "http", "qr")
OURS = {
    "epoch": keys.epoch(TAG),
    "caller": keys.caller_state(ANNA.key),
    "usage": keys.usage(TAG, TODAY),
    "returned": keys.returned(TAG, TODAY),
    "changed": keys.changed(TAG),
    "attempts": keys.attempts("login:here"),
    "connections": connections.KEY,
    "revision": revocation_epoch.KEY,
}
TEXTS = (b"", b"abc", b"nan", b"inf", b"-5", b"5.5", b"9" * 40, b"\xff\0", b"x" * 100_000)


def overwrite(client: Redis, key: str, text: bytes) -> None:
    """Put *text* into every place of *key*, whatever type it is of."""
    match client.type(key):
        case b"hash":
            client.hset(key, mapping=dict.fromkeys(client.hkeys(key), text))
        case b"list":
            client.lset(key, 0, text)  # type: ignore[arg-type]  # bytes do as well
            client.rpush(key, *[text] * 9)
        case b"set":
            client.sadd(key, text, text + b"|" + FIELD.encode(), b"1|2", b"20718|http|qr|a\0b")
        case _:
            client.set(key, text)


def retype(client: Redis, key: str) -> None:
    """Make *key* hold another type than before."""
    was_list = client.type(key) == b"list"
    client.delete(key)
    client.set(key, "x") if was_list else client.rpush(key, "x")


def use(services: Services) -> int:
    """Do all that is counted in Redis, draw one barcode, and return what is left of the quota."""
    services.flusher.seed()
    drawn, drew_nothing = (services.limiter.admit(ANNA, format="qr") for _ in range(2))
    assert (drawn.allowed, drawn.shared, drew_nothing.shared) == (True, True, True)
    services.limiter.refund(drew_nothing)
    assert services.limiter.attempt("login:here", max_attempts=5, period_seconds=60) == 0
    services.connections.report("daemon", 3)
    assert services.connections.totals().connections == 3
    services.auth.bump_revocation()
    assert services.auth.revocation_epoch().shared is not None
    assert services.flusher.flush().complete
    assert services.redis is not None
    assert services.redis.answers
    return services.limiter.allowance(ANNA).remaining


def drawn_today(services: Services) -> int:
    return sum(line.count for line in services.usage.of_caller(ANNA.key, TODAY, TODAY))


def assert_that_all_is_counted(services: Services, *, but_not: str) -> None:
    """Draw three, after one was drawn before: only what was given back before may be forgotten.

    The first may be counted by the machine, since counts that can't be read begin anew.
    """
    assert services.limiter.admit(ANNA, format="qr").allowed
    left = use(services)
    assert left in ((49_998, 49_999) if but_not == "caller" else (49_997, 49_998))
    use(services)
    assert drawn_today(services) == (5 if but_not == "returned" else 4)


def stranger(server: RedisServer) -> Redis:
    return Redis.from_url(server.url, socket_timeout=5)


@pytest.fixture
def services(opened: Open, redis_url: str, clock: SetClock) -> Services:
    """Return services that have drawn one barcode."""
    services = opened({"REDIS_URL": redis_url}, clock)
    use(services)
    return services


@pytest.mark.parametrize("ours", OURS)
@pytest.mark.parametrize("text", TEXTS)
def test_text_stops_nothing(
    services: Services, redis_server: RedisServer, ours: str, text: bytes
) -> None:
    with stranger(redis_server) as client:
        overwrite(client, OURS[ours], text)
    assert_that_all_is_counted(services, but_not=ours)


@pytest.mark.parametrize("ours", OURS)
def test_another_type_stops_nothing(
    services: Services, redis_server: RedisServer, ours: str
) -> None:
    with stranger(redis_server) as client:
        retype(client, OURS[ours])
    assert_that_all_is_counted(services, but_not=ours)


@pytest.mark.parametrize("first", ["flush", "give back"])
def test_counts_of_another_type_cost_only_what_the_store_has_not_yet(
    services: Services, redis_server: RedisServer, first: str
) -> None:
    """Whoever comes upon them first: as where a request is admitted, counts begin anew."""

    def draw(times: int) -> Decision:
        decisions = [services.limiter.admit(ANNA, format="qr") for _ in range(times)]
        assert all(each.allowed and each.shared for each in decisions)
        return decisions[-1]

    draw(5)
    services.flusher.flush()
    drew_nothing = draw(1)
    with stranger(redis_server) as client:
        retype(client, OURS["usage"])
    if first == "flush":
        services.flusher.flush()
    else:
        services.limiter.refund(drew_nothing)
    services.flusher.seed()
    draw(4)
    services.flusher.flush()
    assert drawn_today(services) == 1 + 5 + 4


def test_names_that_are_no_counts_of_ours_go_and_are_told_once(
    services: Services, redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    """One of another tag comes from a version that has more or fewer of them."""
    another = next(f"user:{n}" for n in range(99) if keys.tag_of(f"user:{n}") != TAG)
    with stranger(redis_server) as client, caplog.at_level(logging.WARNING):
        client.sadd(OURS["changed"], "abc", f"{TODAY}|http|qr|{another}")
        services.flusher.flush()
        services.flusher.flush()
        assert client.smembers(OURS["changed"]) == set()
    (record,) = caplog.records
    assert OURS["changed"] in record.getMessage()


def test_count_that_is_written_otherwise_than_by_us_does_not_stay(
    services: Services, redis_server: RedisServer
) -> None:
    with stranger(redis_server) as client:
        client.hset(OURS["usage"], FIELD, "007")
        client.sadd(OURS["changed"], f"{TODAY}|{FIELD}")
        services.flusher.flush()
        assert client.smembers(OURS["changed"]) == set()


def test_what_was_counted_by_a_lost_epoch_is_not_counted_twice(
    services: Services, redis_server: RedisServer
) -> None:
    """As where a Redis that is full evicts it."""
    with stranger(redis_server) as client:
        client.delete(OURS["epoch"])
    use(services)
    assert drawn_today(services) == 2


def test_a_changed_revision_is_none_that_was_remembered(
    services: Services, redis_server: RedisServer
) -> None:
    seen = services.auth.revocation_epoch()
    with stranger(redis_server) as client:
        client.set(OURS["revision"], "abc")
    services.auth.bump_revocation()
    assert not services.auth.revocation_epoch().allows(seen)


@pytest.mark.parametrize("kept", [b"", b"abc", b"\xff", b"5", b'{"claims": 5}', b'{"digest":'])
def test_ticket_that_another_wrote_is_nobodys(
    services: Services, redis_server: RedisServer, kept: bytes
) -> None:
    ticket = services.tickets.issue(None)
    with stranger(redis_server) as client:
        (key,) = client.keys("*:ticket")
        assert client.get(key) == msgspec.json.encode(Proof())
        client.set(key, kept)
    assert services.tickets.redeem(ticket.value) is None


@pytest.mark.parametrize("entry", ["abc", "3", "x 99999999999999", f"3 {9 * 10**15}", "9" * 40])
def test_daemon_that_another_reported_is_forgotten(
    services: Services, redis_server: RedisServer, entry: str
) -> None:
    with stranger(redis_server) as client:
        client.hset(connections.KEY, "another", entry)
        assert services.connections.totals().daemons == 1
        assert client.hkeys(connections.KEY) == [b"daemon"]
