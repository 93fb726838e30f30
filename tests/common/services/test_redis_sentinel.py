"""A Redis that Sentinels name: real ones, which replace a master that is gone."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
import redis

from common.services import redis_sentinel, redis_server
from common.services.circuit_breaker import PAUSE_SECONDS
from common.services.clock import SystemClock
from common.services.container import Services
from common.services.errors import StateUnavailable
from common.services.principal import Principal
from common.services.redis_server import RedisServer as Client
from tests.common.services.clock import SetClock
from tests.common.services.conftest import REDIS_TIMEOUT_SECONDS, OpenServices
from tests.servers.process import free_port
from tests.servers.redis import RedisServer, Sentinel
from tests.servers.waiting import eventually

CALLER = Principal("user:1", "premium", "http")


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests do not test how long Redis may take."""
    for option in ("timeout", "socket_timeout", "socket_connect_timeout"):
        monkeypatch.setitem(redis_server.OWN_OPTIONS, option, REDIS_TIMEOUT_SECONDS)


class Pair:
    """A master, its replica, and a Sentinel."""

    def __init__(self) -> None:
        self.master = RedisServer()
        self.replica = RedisServer(replica_of=self.master.port)
        self.sentinel = Sentinel(self.master.port)
        self.sentinel.wait_for_replica()

    @property
    def url(self) -> str:
        """With an address first at which nobody listens."""
        return f"redis+sentinel://127.0.0.1:{free_port()},127.0.0.1:{self.sentinel.port}/mymaster/0"

    def close(self) -> None:
        for server in (self.sentinel, self.replica, self.master):
            server.close()


@pytest.fixture
def pair() -> Iterator[Pair]:
    made = Pair()
    yield made
    made.close()


def starts_failover(client: redis.Redis) -> bool:
    try:
        client.execute_command("SENTINEL", "FAILOVER", "mymaster")
    except redis.ResponseError as error:
        if "NOGOODSLAVE" in str(error):
            return False
        raise
    return True


def admit_by_redis(services: Services, clock: SetClock) -> int:
    """Count one request at a time until Redis does it; return the requests of the day by then."""
    for _ in range(20):
        decision = services.limiter.admit(CALLER, format="qr", cost=1)
        if decision.by_redis:
            return decision.used
        clock.move(PAUSE_SECONDS)
    raise AssertionError("Redis counts no more")


def test_master_is_used_though_the_first_sentinel_is_away(
    pair: Pair, opened: OpenServices, clock: SetClock
) -> None:
    services = opened({"REDIS_URL": pair.url}, clock)
    assert services.limiter.admit(CALLER, format="qr", cost=1).by_redis
    assert services.health().redis_status == "ok"
    with pair.master.client() as client:
        assert client.keys("barcode:*") != []


def test_another_master_is_used_after_the_first_was_killed(
    pair: Pair, opened: OpenServices, clock: SetClock
) -> None:
    """The replica has what was counted before, once it has confirmed it."""
    services = opened({"REDIS_URL": pair.url}, clock)
    for _ in range(3):
        assert services.limiter.admit(CALLER, format="qr", cost=1).by_redis
    with pair.master.client() as client:
        # redis.io, WAIT: the number of replicas that have all writes of this connection before it.
        client.set("barcode:{test}", 1)
        assert client.wait(1, 30_000) == 1
    pair.master.kill()
    pair.sentinel.wait_for_switch()
    assert admit_by_redis(services, clock) >= 4
    with pair.replica.client() as client:
        assert client.info("replication")["role"] == "master"


def test_master_that_was_demoted_is_left(pair: Pair, opened: OpenServices, clock: SetClock) -> None:
    """It still answers, and refuses writes: the open connections must go to the other one."""
    services = opened({"REDIS_URL": pair.url}, clock)
    assert services.limiter.admit(CALLER, format="qr", cost=1).by_redis
    with pair.sentinel.client() as client:
        # A replica is suitable once Sentinel has seen that it is linked to its master.
        eventually(lambda: starts_failover(client), "a replica is suitable")
    pair.sentinel.wait_for_switch()
    assert admit_by_redis(services, clock) >= 2


@pytest.mark.parametrize("is_script", [True, False])
def test_replica_is_left_at_its_first_refusal(pair: Pair, is_script: bool) -> None:
    """Redis 6 answers a script's write with another error than a command's."""
    clock = SetClock()
    server = Client(pair.url, clock)
    assert server.ping()
    with pair.master.client() as client:
        client.execute_command("REPLICAOF", "127.0.0.1", str(pair.replica.port))
    with pair.replica.client() as client:
        client.execute_command("REPLICAOF", "NO", "ONE")
    run = server.script("return redis.call('SET', KEYS[1], 1)")
    with pytest.raises(StateUnavailable, match="became a replica"):
        run(["x"], []) if is_script else server.call(lambda client: client.set("x", 1))


def test_unknown_master_is_named(pair: Pair) -> None:
    url = pair.url.replace("mymaster", "nobody")
    with pytest.raises(StateUnavailable, match="know no master 'nobody'"):
        Client(url, SystemClock()).call(lambda client: client.get("key"))


def test_sentinels_may_have_a_password_of_their_own() -> None:
    """redis.io, Sentinel: `requirepass` of a Sentinel is not the master's."""
    acl = "user default off\nuser barcode on >of-redis ~* &* +@all\n"
    master, sentinel = RedisServer(acl=acl), None
    try:
        sentinel = Sentinel(master.port, password="of-sentinel")
        place = f"127.0.0.1:{sentinel.port}/mymaster/0"
        url = f"redis+sentinel://barcode:of-redis@{place}?sentinel_password=of-sentinel"
        assert Client(url, SystemClock()).ping()
        assert not Client(url.replace("=of-", "=not-of-"), SystemClock()).ping()
        assert not Client(url.replace(":of-", ":not-of-"), SystemClock()).ping()
    finally:
        for server in (sentinel, master):
            with suppress(AttributeError):
                server.close()  # type: ignore[union-attr]


def test_url_has_the_parts_of_sentinel_and_master() -> None:
    """The port of Sentinel is 26379 if none is given (redis.io, Sentinel)."""
    parsed = redis_sentinel.parse(
        "rediss+sentinel://u:p%40@a,[::1]:5000/shop/2?ssl_ca_certs=%2Fca.pem&sentinel_password=x"
    )
    assert parsed is not None
    assert parsed.addresses == (("a", 26_379), ("::1", 5000))
    assert parsed.name == "shop"
    assert parsed.credentials == {"password": "x"}
    assert parsed.server_url == "rediss://u:p%40@a/2?ssl_ca_certs=%2Fca.pem"
    assert redis_sentinel.parse("redis://h/0") is None


def test_documented_rights_suffice(opened: OpenServices, clock: SetClock) -> None:
    """docs/deployment.md lists them: everything that is shared works with no others."""
    rights = "~barcode:* +@read +@write +@scripting +@connection +select +time"
    server = RedisServer(acl=f"user default off\nuser barcode on >secret {rights}\n")
    try:
        url = server.url.replace("//", "//barcode:secret@")
        services = opened({"REDIS_URL": url}, clock)
        decision = services.limiter.admit(CALLER, format="qr", cost=2)
        assert decision.by_redis
        services.limiter.refund(decision)
        assert services.limiter.attempt(CALLER.key, max_attempts=5, period_seconds=60) == 0
        services.flusher.flush()
        services.connections.report("daemon", 3)
        assert services.connections.totals().connections == 3
        assert services.tickets.redeem(services.tickets.issue(None).value) is not None
        services.auth.bump_revocation()
        assert services.health().redis_status == "ok"
        assert services.redis is not None
        assert services.redis.answers
        with pytest.raises(redis.AuthenticationError), server.client() as client:
            client.ping()
    finally:
        server.close()
