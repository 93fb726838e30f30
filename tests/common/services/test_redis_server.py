"""How a process reaches its Redis: waits, connections, and the judgement of errors."""

import os
import subprocess
import sys
import threading
from typing import Any

import pytest
import redis

from common.services import redis_server as module
from common.services.circuit_breaker import PAUSE_SECONDS
from common.services.clock import SystemClock
from common.services.errors import StateUnavailable
from common.services.principal import Principal
from common.services.redis_server import RedisServer as Client
from tests.common.services.clock import SetClock
from tests.common.services.conftest import OpenServices
from tests.servers.redis import RedisServer

WAIT_SECONDS = 30.0

UNDER_GEVENT = """
from gevent import monkey
monkey.patch_all()
import os
import gevent
from common.services.clock import SystemClock
from common.services.redis_server import RedisServer

server = RedisServer(os.environ["REDIS_URL"], SystemClock())
run = server.script("return ARGV[1]")
run([], [0])
order = []
gevent.spawn(order.append, "another request")
run([], [lambda: order.append("connected") or 0])
gevent.sleep(0)
print(*order, sep=", ")
"""


def test_open_connection_is_reused_without_yielding(redis_url: str) -> None:
    """With 64 clients, a yield delayed each command by a round of all other requests.

    Some commands then missed their deadline, the machine counted by itself, and callers exceeded
    their quota. A callable argument is evaluated as soon as there is a connection.
    """
    environ = {**os.environ, "REDIS_URL": redis_url}
    command = [sys.executable, "-c", UNDER_GEVENT]
    child = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    assert child.stdout == "connected, another request\n"


def test_connection_that_redis_closed_is_opened_again(
    redis_server: RedisServer, redis_url: str
) -> None:
    """Redis closes idle connections (its setting ``timeout``)."""
    server = Client(redis_url, SystemClock())
    assert server.ping()
    with redis_server.client() as client:
        client.client_kill_filter(_type="normal", skipme=True)
    assert server.ping()


def test_connection_with_an_unread_answer_is_opened_again(redis_url: str) -> None:
    """A request that was ended at its deadline leaves its answer unread."""
    server = Client(redis_url, SystemClock())

    def leave_an_answer(client: redis.Redis) -> None:
        pool: Any = client.connection_pool
        connection = pool.get_connection()
        connection.send_command("ECHO", "another's")
        pool.release(connection)
        while not connection.can_read():
            pass

    server.call(leave_an_answer)
    assert server.call(lambda client: client.echo("mine")) == b"mine"


def test_callable_argument_is_evaluated_once_there_is_a_connection(
    redis_server: RedisServer, redis_url: str
) -> None:
    """A deadline that is computed earlier would pass while the connection is opened."""
    server = Client(f"{redis_url}?client_name=tested", SystemClock())
    with redis_server.client() as observer:

        def connections() -> int:
            return [client["name"] for client in observer.client_list()].count("tested")

        assert connections() == 0
        assert server.script("return ARGV[1]")([], [connections]) == b"1"


class ObservedSemaphore(threading.BoundedSemaphore):
    """Sets *waiting* when a second caller begins to wait."""

    waiting = threading.Event()

    def acquire(self, blocking: bool = True, timeout: float | None = None) -> bool:
        if super().acquire(blocking=False):
            return True
        self.waiting.set()
        return super().acquire(blocking, WAIT_SECONDS)


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Allow one connection only; return the event that a second caller waits for it."""
    monkeypatch.setattr(module, "MAX_CONNECTIONS", 1)
    monkeypatch.setattr(ObservedSemaphore, "waiting", threading.Event())
    monkeypatch.setattr(module.threading, "BoundedSemaphore", ObservedSemaphore)
    return ObservedSemaphore.waiting


def test_caller_waits_while_all_connections_are_in_use(
    redis_url: str, waiting: threading.Event
) -> None:
    """It is no failure of Redis, after which the machine would count by itself."""
    server = Client(redis_url, SystemClock())
    answers: list[bool] = []
    another = threading.Thread(target=lambda: answers.append(server.ping()))

    def use_the_connection(client: redis.Redis) -> None:
        another.start()
        assert waiting.wait(WAIT_SECONDS)

    server.call(use_the_connection)
    another.join(WAIT_SECONDS)
    assert answers == [True]


class Killed(Exception):
    """Ends a request, as at its deadline."""


def fail(client: redis.Redis) -> None:
    raise redis.ConnectionError("refused")


def test_try_after_a_pause_is_made_although_it_waits_for_a_connection(
    redis_url: str, clock: SetClock, waiting: threading.Event
) -> None:
    """One call may be made after each pause: one that is not made would double the next pause."""
    server = Client(redis_url, clock)
    answers: list[bool] = []
    another = threading.Thread(target=lambda: answers.append(server.ping()))
    with pytest.raises(StateUnavailable):
        server.call(fail)
    clock.move(module.FIRST_PAUSE_SECONDS)

    def die_after_the_next_pause(client: redis.Redis) -> None:
        clock.move(PAUSE_SECONDS)
        another.start()
        assert waiting.wait(WAIT_SECONDS)
        raise Killed

    with pytest.raises(Killed):
        server.call(die_after_the_next_pause)
    another.join(WAIT_SECONDS)
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
def test_redis_that_refuses_the_limiter_is_unavailable_although_it_is_readable(
    opened: OpenServices,
    own_redis: RedisServer,
    clock: SetClock,
    caplog: pytest.LogCaptureFixture,
    spoil: tuple[str, ...],
    mend: tuple[str, ...],
) -> None:
    """It is logged once: reads in between do not make it available again."""
    services = opened({"REDIS_URL": own_redis.url}, clock)
    caller = Principal("user:1", "premium", "http")
    caplog.clear()
    with own_redis.client() as client:
        client.execute_command(*spoil)
        for _ in range(10):
            services.auth.revocation_epoch()
            assert not services.limiter.admit(caller).by_redis
            assert services.health().redis_status == "unavailable"
            clock.move(PAUSE_SECONDS)
        assert [record.name for record in caplog.records] == ["common.services.circuit_breaker"]
        client.execute_command(*mend)
        clock.move(PAUSE_SECONDS)
        assert services.health().redis_status == "ok"
        assert services.limiter.admit(caller).by_redis


def test_answer_to_an_earlier_read_does_not_end_an_outage(
    own_redis: RedisServer, clock: SetClock
) -> None:
    """Redis still answers the read, which needs no rights to scripts."""
    server = Client(own_redis.url, clock)

    def read_while_another_is_refused(client: redis.Redis) -> None:
        with own_redis.client() as own:
            own.execute_command("ACL", "SETUSER", "default", "-@scripting")
        assert not server.ping()
        client.get("key")

    server.call(read_while_another_is_refused)
    assert not server.answers


def test_log_says_that_redis_accepts_no_more_connections(
    own_redis: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    """Redis sends the reason unasked and closes the connection (redis.io, clients)."""
    with own_redis.client() as client:
        client.config_set("maxclients", 1)
        assert not Client(own_redis.url, SystemClock()).ping()
    (message,) = caplog.messages
    assert "max number of clients reached" in message


def test_refusal_of_one_command_is_logged_once_and_is_no_outage(
    redis_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Redis answers INCR on a text with an error, and works otherwise."""
    server = Client(redis_url, SystemClock())
    server.call(lambda client: client.set("text", "abc"))
    for _ in range(3):
        with pytest.raises(StateUnavailable, match="not an integer"):
            server.call(lambda client: client.incr("text"))
        assert server.answers
    (record,) = caplog.records
    assert "not an integer" in record.getMessage()
