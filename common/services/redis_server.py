"""The Redis that shares state between processes and machines, behind a breaker.

Every wait is bounded: a connection or an answer may take 0.1 s, nothing is retried, and after a
failure nobody asks again for a while. redis-py's own defaults block 3.6 s a call instead. A request
that has not the patience for one more such wait is told at once that Redis does not answer, unless
all machines must be told what it asks for.

A Redis that answers may still be of no use: it is full, a replica, or gives no right to scripts,
and yet lets keys be read. So what tells whether it is back, or well, is what limits need of it.
"""

import hashlib
import logging
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import resources
from typing import Any, TypeVar
from urllib.parse import urlsplit

from redis import Redis
from redis.backoff import NoBackoff
from redis.connection import BlockingConnectionPool, Connection, parse_url
from redis.exceptions import ConnectionError as Refused
from redis.exceptions import NoScriptError, RedisError, ResponseError
from redis.retry import Retry

from common.services import wait_budget
from common.services.circuit_breaker import CircuitBreaker, first_line
from common.services.clock import Clock
from common.services.errors import Misconfigured, StateUnavailable

Result = TypeVar("Result")

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 0.1
MOST_CONNECTIONS = 64
MOST_REFUSALS = 16
MOST_TOLD_BYTES = 200
OWN_OPTIONS: dict[str, Any] = {
    "max_connections": MOST_CONNECTIONS,
    "timeout": TIMEOUT_SECONDS,
    "socket_timeout": TIMEOUT_SECONDS,
    "socket_connect_timeout": TIMEOUT_SECONDS,
    "retry": Retry(NoBackoff(), 0),
    # RESP2 without a client name needs no round trip before the first command.
    "protocol": 2,
    "driver_info": None,
}
# What limits need: its keys bear one tag, and expire with nobody to renew them.
PROBE_KEYS = ["barcode:{health}:hash", "barcode:{health}:set"]
PROBE = """
redis.call('TIME')
only('hash', KEYS[1])
only('set', KEYS[2])
redis.call('HSET', KEYS[1], 'wrote', 1)
redis.call('SADD', KEYS[2], 'wrote')
for _, name in ipairs(KEYS) do
  redis.call('EXPIRE', name, 60)
end
"""
# A Redis that lost the processor for a moment must not be left alone for long: machines count by
# themselves meanwhile.
FIRST_PAUSE_SECONDS = 0.25


TYPE_GUARD = resources.files(__package__).joinpath("type_guard.lua").read_text(encoding="utf-8")
# As many digits as the scripts' numbers hold exactly.
MOST_DIGITS = 16


class _Prompt:
    """Looks into a connection, before it is used again, without letting others run meanwhile.

    redis-py polls, and a poll under gevent yields even where it must not wait: in a busy worker
    every command then came a whole round of the others later, and many too late to be counted.
    """

    _sock: Any
    socket_timeout: float

    def can_read(self, timeout: float = 0) -> bool:
        """Say whether the connection can't be used: it was closed, or an answer lies in it.

        Raises:
            Refused: the server says, unasked, why it takes no more connections.
        """
        self._sock.settimeout(0)
        try:
            told = self._sock.recv(MOST_TOLD_BYTES)
        except (BlockingIOError, ssl.SSLWantReadError):
            return False
        except OSError:
            return True
        finally:
            self._sock.settimeout(self.socket_timeout)
        if told.startswith(b"-"):
            raise Refused(told[1:].decode(errors="replace"))
        return True


class _Pool(BlockingConnectionPool):
    def __init__(self, connection_class: type = Connection, **rest: Any) -> None:
        prompt = type(connection_class.__name__, (_Prompt, connection_class), {})
        super().__init__(connection_class=prompt, **rest)  # type: ignore[no-untyped-call]  # redis-py's own


class _Useless(ResponseError):
    """Redis refuses what limits need."""


class RedisServer:
    """One Redis, as this process reaches it. Safe for threads, greenlets and after a fork.

    Arguments: the URL (``redis://``, ``rediss://`` or ``unix://``) and the clock. Raises
    Misconfigured where redis-py can make nothing of the URL.
    """

    def __init__(self, url: str, clock: Clock) -> None:
        self._clock = clock
        self._breaker = CircuitBreaker("Redis", clock, first_pause_seconds=FIRST_PAUSE_SECONDS)
        self._pool = _pool(url)
        self._client: Redis = Redis(connection_pool=self._pool)
        self._probe = self._prepared(PROBE)
        self._is_useless = False
        self._refusals: set[str] = set()
        self._turns = threading.BoundedSemaphore(MOST_CONNECTIONS)

    @property
    def answers(self) -> bool:
        """Whether Redis answered when it was last asked."""
        return self._breaker.closed

    def call(self, command: Callable[["Redis"], Result], *, always: bool = False) -> Result:
        """Run *command* with the client; *always*, however long the request has waited.

        Raises:
            StateUnavailable: Redis did not answer, or failed a moment ago, or the request has
                waited long enough.
        """
        if not always and wait_budget.left_seconds() < TIMEOUT_SECONDS:
            raise StateUnavailable("the request has waited long enough")
        with wait_budget.waiting(self._clock, TIMEOUT_SECONDS), self._turn(always):
            # That others of this process were before us is no failure of Redis. When it did fail
            # them, nobody who waited for a turn waits for it as well.
            if not self._breaker.admits():
                raise StateUnavailable("Redis failed a moment ago")
            return self._answered(command)

    @contextmanager
    def _turn(self, always: bool) -> Iterator[None]:
        # Without bound where all must be told: none of those before us takes long.
        within = None if always else min(wait_budget.left_seconds(), wait_budget.MAX_SECONDS)
        if not self._turns.acquire(timeout=within):
            raise StateUnavailable("Redis has much to answer")
        try:
            yield
        finally:
            self._turns.release()

    def _answered(self, command: Callable[["Redis"], Result]) -> Result:
        try:
            if not self._breaker.closed:
                self._check_capabilities()
            result = command(self._client)
        except (RedisError, OSError) as error:
            self._classify_error(error)
            raise StateUnavailable(f"Redis: {first_line(error)}") from error
        # That it answers what was asked before does not tell that it is of use again.
        if not self._is_useless:
            self._breaker.succeeded()
        return result

    def _classify_error(self, error: Exception) -> None:
        """Note what *error* says of Redis: nothing, where it does all that limits need."""
        if isinstance(error, ResponseError) and not isinstance(error, _Useless):
            try:
                self._check_capabilities()
            except (RedisError, OSError) as of_all:
                error = of_all
            else:
                self._breaker.succeeded()
                self._tell(first_line(error))
                return
        # What it refuses to all it will refuse for a while.
        self._is_useless = isinstance(error, _Useless)
        self._breaker.failed(error, lasting=self._is_useless)

    def _check_capabilities(self) -> None:
        """Do what limits need, or raise what redis-py does, _Useless where it is refused."""
        try:
            self._probe(PROBE_KEYS, [])
        except ResponseError as error:
            raise _Useless(first_line(error)) from error
        self._is_useless = False

    def _tell(self, refusal: str) -> None:
        if refusal not in self._refusals and len(self._refusals) < MOST_REFUSALS:
            self._refusals.add(refusal)
            log.warning("Redis is well, but refuses something (told once): %s", refusal)

    def script(self, source: str, *, always: bool = False) -> Callable[[list[str], list[Any]], Any]:
        """Return a caller of the Lua script *source*, with its keys and arguments, as `call` is.

        It may call what ``type_guard.lua`` defines. An argument that is a function is asked for its
        value just before the script is sent.
        """
        ask = self._prepared(source)

        def run(keys: list[str], arguments: list[Any]) -> Any:
            return self.call(lambda _client: ask(keys, arguments), always=always)

        return run

    def _prepared(self, source: str) -> Callable[[list[str], list[Any]], Any]:
        source = TYPE_GUARD + source
        digest = hashlib.sha1(source.encode(), usedforsecurity=False).hexdigest()

        def evaluate(keys: list[str], arguments: list[Any]) -> Any:
            values = (len(keys), *keys, *arguments)
            try:
                return self._ask("EVALSHA", digest, *values)
            except NoScriptError:
                return self._ask("EVAL", source, *values)

        return evaluate

    def _ask(self, *command: Any) -> Any:
        """Send *command* and return the answer, without what the client does around it.

        Its retries, events and traces cost a third of a command that every request needs.
        """
        connection = self._pool.get_connection()  # type: ignore[no-untyped-call]  # redis-py's own
        try:
            told = [word() if callable(word) else word for word in command]
            connection.send_command(*told)
            return connection.read_response()
        finally:
            # One that failed has closed itself, and opens anew for whoever is next.
            self._pool.release(connection)  # type: ignore[no-untyped-call]  # redis-py's own

    def ping(self) -> bool:
        """Say whether Redis does now what limits need; at once where it failed a moment ago."""
        try:
            self.call(lambda _client: self._check_capabilities())
        except StateUnavailable:
            return False
        return True

    def close(self) -> None:
        """Close every connection."""
        self._pool.disconnect()


def whole_number(found: object) -> int | None:
    """Return the number that Redis holds, or None where there is none, or something else's text."""
    if isinstance(found, bytes) and found.isdigit() and len(found) <= MOST_DIGITS:
        return int(found)
    return None


def _pool(url: str) -> _Pool:
    """Return the connections to *url*, none of them made yet, or raise Misconfigured.

    The text shows nothing of the URL's values: it may hold a password.
    """
    database = "" if url.startswith("unix:") else urlsplit(url).path.strip("/")
    if database and not (database.isascii() and database.isdigit()):  # redis-py would take 0
        raise Misconfigured("REDIS_URL must end in a database's number, such as redis://host/0.")
    try:
        fixed = sorted(parse_url(url).keys() & OWN_OPTIONS.keys())  # type: ignore[no-untyped-call]  # redis-py's own
        if fixed:
            raise Misconfigured(f"REDIS_URL can't set {', '.join(fixed)}: leave it out.")
        pool = _Pool.from_url(url, **OWN_OPTIONS)
        pool.connection_class(**pool.connection_kwargs)
    except (TypeError, ValueError, RedisError):
        raise Misconfigured("REDIS_URL has an option or a value that redis-py lacks.") from None
    return pool
