"""How a process reaches its Redis: what a busy worker must not add to the time that it takes.

Seen with 64 clients that drew large pictures: each command under gevent came a round of all other
requests late, so that some were refused as too old, counted by the machine, and more than the quota
were drawn.
"""

import os
import subprocess
import sys
import threading

import pytest
import redis

from common.services import redis_server as module
from common.services.circuit_breaker import PAUSE_SECONDS
from common.services.clock import SystemClock
from common.services.errors import StateUnavailable
from common.services.principal import Principal
from common.services.redis_server import RedisServer as Reached
from tests.common.services.clock import SetClock
from tests.common.services.conftest import OpenServices
from tests.servers.redis import RedisServer

UNDER_GEVENT = """
from gevent import monkey
monkey.patch_all()
import os
import gevent
from common.services.clock import SystemClock
from common.services.redis_server import RedisServer

server = RedisServer(os.environ["REDIS_URL"], SystemClock())
assert server.ping()
order = []
gevent.spawn(order.append, "another request")
connection = server._pool.get_connection()
order.append("connected")
gevent.sleep(0)
print(*order, sep=", ")
"""


def test_an_open_connection_is_had_without_waiting_for_other_requests(redis_url: str) -> None:
    environ = {**os.environ, "REDIS_URL": redis_url}
    command = [sys.executable, "-c", UNDER_GEVENT]
    told = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    assert told.stdout == "connected, another request\n"


def test_a_connection_that_redis_closed_meanwhile_is_opened_anew(
    redis_server: RedisServer, redis_url: str
) -> None:
    server = Reached(redis_url, SystemClock())
    assert server.ping()
    with redis_server.client() as client:
        client.client_kill_filter(_type="normal", skipme=True)
    assert server.ping()


def test_a_connection_with_a_forgotten_answer_is_opened_anew(redis_url: str) -> None:
    server = Reached(redis_url, SystemClock())
    connection = server._pool.get_connection()
    connection.send_command("ECHO", "another's")
    server._pool.release(connection)
    while not connection.can_read():
        pass
    assert server.call(lambda client: client.echo("mine")) == b"mine"


def test_a_function_is_asked_for_its_argument_once_there_is_a_connection(
    redis_server: RedisServer, redis_url: str
) -> None:
    """A deadline that is told before would pass while the connection is made."""
    server = Reached(f"{redis_url}?client_name=asker", SystemClock())
    with redis_server.client() as observer:

        def connections() -> int:
            return [client["name"] for client in observer.client_list()].count("asker")

        assert connections() == 0
        assert server.script("return ARGV[1]")([], [connections]) == b"1"


def test_who_comes_while_all_connections_are_in_use_waits_for_one(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is no failure of Redis, after which the machine would count by itself."""
    monkeypatch.setattr(module, "MOST_CONNECTIONS", 1)
    server = Reached(redis_url, SystemClock())
    server._pool.timeout = 0
    answers: list[bool] = []
    another = threading.Thread(target=lambda: answers.append(server.ping()))

    def use_the_connection(client: redis.Redis) -> None:
        connection = server._pool.get_connection()
        another.start()
        another.join(0.1)
        server._pool.release(connection)

    server.call(use_the_connection)
    another.join()
    assert answers == [True]


class Killed(Exception):
    """As a request is at its deadline."""


def test_who_asks_whether_redis_is_back_asks_though_others_were_before(
    redis_url: str, monkeypatch: pytest.MonkeyPatch, clock: SetClock
) -> None:
    """One caller may try after each pause: a try that is not made would double the next."""
    monkeypatch.setattr(module, "MOST_CONNECTIONS", 1)
    server = Reached(redis_url, clock)
    answers: list[bool] = []
    another = threading.Thread(target=lambda: answers.append(server.ping()))

    def fail_and_take_long(client: redis.Redis) -> None:
        server._breaker.failed(OSError())
        clock.move(module.FIRST_PAUSE_SECONDS)
        another.start()
        another.join(0.1)
        raise Killed

    with pytest.raises(Killed):
        server.call(fail_and_take_long)
    another.join()
    assert answers == [True]


@pytest.mark.parametrize(
    ("spoil", "mend"),
    [
        (("CONFIG", "SET", "maxmemory", "1"), ("CONFIG", "SET", "maxmemory", "0")),
        (("REPLICAOF", "127.0.0.1", "1"), ("REPLICAOF", "NO", "ONE")),
        (
            ("CONFIG", "SET", "min-replicas-to-write", "1"),
            ("CONFIG", "SET", "min-replicas-to-write", "0"),
        ),
        (("ACL", "SETUSER", "default", "-@scripting"), ("ACL", "SETUSER", "default", "+@all")),
        (("ACL", "SETUSER", "default", "-hset"), ("ACL", "SETUSER", "default", "+@all")),
    ],
)
def test_redis_that_serves_no_limits_is_away_though_it_lets_keys_be_read(
    opened: OpenServices,
    own_redis: RedisServer,
    clock: SetClock,
    caplog: pytest.LogCaptureFixture,
    spoil: tuple[str, ...],
    mend: tuple[str, ...],
) -> None:
    """The log tells why once, and no read in between tells that it answers again."""
    services = opened({"REDIS_URL": own_redis.url}, clock)
    caller = Principal("user:1", "premium", "http")
    caplog.clear()
    with own_redis.client() as client:
        client.execute_command(*spoil)
        for _ in range(10):
            services.auth.revocation_epoch()
            assert not services.limiter.admit(caller).shared
            assert services.health().redis_status == "unavailable"
            clock.move(PAUSE_SECONDS)
        assert [record.name for record in caplog.records] == ["common.services.circuit_breaker"]
        client.execute_command(*mend)
        clock.move(PAUSE_SECONDS)
        assert services.health().redis_status == "ok"
        assert services.limiter.admit(caller).shared


def test_answer_to_what_was_asked_before_does_not_tell_that_it_is_of_use_again(
    own_redis: RedisServer, clock: SetClock
) -> None:
    server = Reached(own_redis.url, clock)

    def read_while_another_is_refused(client: redis.Redis) -> None:
        with own_redis.client() as own:
            own.execute_command("ACL", "SETUSER", "default", "-@scripting")
        assert not server.ping()
        client.get("key")

    server.call(read_while_another_is_refused)
    assert not server.answers


def test_log_tells_that_redis_takes_no_more_connections(
    own_redis: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    with own_redis.client() as client:
        client.config_set("maxclients", 1)
        assert not Reached(own_redis.url, SystemClock()).ping()
    (message,) = caplog.messages
    assert "max number of clients reached" in message


def test_refusal_of_one_command_is_told_once_and_is_no_outage(
    redis_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    server = Reached(redis_url, SystemClock())
    server.call(lambda client: client.set("text", "abc"))
    for _ in range(3):
        with pytest.raises(StateUnavailable, match="not an integer"):
            server.call(lambda client: client.incr("text"))
        assert server.answers
    (record,) = caplog.records
    assert "not an integer" in record.getMessage()
