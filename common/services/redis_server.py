"""The Redis that shares state between processes and machines, behind a circuit breaker.

Every wait is bounded: a connection or an answer may take 0.1 s, nothing is retried, and after a
failure no call is made for a while. (redis-py's defaults block a call for 3.6 s instead.) A request
whose wait budget is used up fails without a call, except for calls that every machine depends on.

A Redis that answers may still be of no use: one that is full, is a replica, or denies scripts still
lets keys be read. Its health is therefore judged by the commands that the limiter needs.
"""

import hashlib
import logging
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import resources
from typing import Any, TypeVar
from urllib.parse import urlsplit

from redis import Redis
from redis.backoff import NoBackoff
from redis.connection import BlockingConnectionPool, Connection, parse_url
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import NoScriptError, RedisError, ResponseError
from redis.retry import Retry

from common.services import redis_sentinel, wait_budget
from common.services.circuit_breaker import CircuitBreaker, first_line
from common.services.clock import Clock
from common.services.errors import Misconfigured, StateUnavailable
from common.services.redis_sentinel import FollowsMaster, Sentinels, SentinelUrl

Result = TypeVar("Result")
# The keys and arguments of a script; a callable argument is evaluated just before sending.
Call = tuple[list[str], list[Any]]
Script = Callable[[list[str], list[Any]], Any]
# Runs a script once for each call, in one round trip, and returns answers and Redis' errors.
Scripts = Callable[[Sequence[Call]], list[Any]]

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 0.1
MAX_CONNECTIONS = 64
MAX_LOGGED_REFUSALS = 16
MAX_UNREAD_BYTES = 200
_SENTINEL_EXAMPLE = "redis+sentinel://host:26379,host:26379/mymaster/0"
# A Redis that lost the processor for a moment must be tried again soon: until then each machine
# counts by itself, and callers may exceed their quota.
FIRST_PAUSE_SECONDS = 0.25
OWN_OPTIONS: dict[str, Any] = {
    # One more than callers take turns for: that of a batch.
    "max_connections": MAX_CONNECTIONS + 1,
    "timeout": TIMEOUT_SECONDS,
    "socket_timeout": TIMEOUT_SECONDS,
    "socket_connect_timeout": TIMEOUT_SECONDS,
    "retry": Retry(NoBackoff(), 0),
    # RESP2 without a client name needs no round trip before the first command.
    "protocol": 2,
    "driver_info": None,
}
TYPE_GUARD = resources.files(__package__).joinpath("type_guard.lua").read_text(encoding="utf-8")
# The commands that the limiter needs, on keys that have one hash tag and expire.
PROBE_KEYS = ["barcode:{health}:hash", "barcode:{health}:set"]
PROBE = """
redis.call('TIME')
discard_other_types('hash', KEYS[1])
discard_other_types('set', KEYS[2])
redis.call('HSET', KEYS[1], 'wrote', 1)
redis.call('SADD', KEYS[2], 'wrote')
for _, name in ipairs(KEYS) do
  redis.call('EXPIRE', name, 60)
end
"""


class _NonYieldingCheck:
    """Checks an idle connection before it is used again, without yielding to other greenlets.

    redis-py polls the socket, and under gevent a poll yields even if it need not wait: in a busy
    worker every command was delayed by a round of all other requests, and many came too late.
    """

    _sock: Any
    socket_timeout: float

    def can_read(self, timeout: float = 0) -> bool:
        """Return True if the connection can't be used: it is closed, or has an unread answer.

        Raises:
            RedisConnectionError: the server has sent the reason why it accepts no connections.
        """
        self._sock.settimeout(0)
        try:
            unread = self._sock.recv(MAX_UNREAD_BYTES)
        except (BlockingIOError, ssl.SSLWantReadError):
            return False
        except OSError:
            return True
        finally:
            self._sock.settimeout(self.socket_timeout)
        # Redis says why it closes a connection, such as for want of memory.
        if unread.startswith(b"-"):
            raise RedisConnectionError(unread[1:].decode(errors="replace"))
        return True


class _Pool(BlockingConnectionPool):
    def __init__(self, connection_class: type = Connection, **rest: Any) -> None:
        # The class depends on the URL's scheme (TCP, TLS or Unix); ours go before it.
        own = (_NonYieldingCheck, FollowsMaster) if "sentinels" in rest else (_NonYieldingCheck,)
        checked = type(connection_class.__name__, (*own, connection_class), {})
        super().__init__(connection_class=checked, **rest)  # type: ignore[no-untyped-call]  # redis-py's own


class _ProbeRefused(ResponseError):
    """Redis refuses the commands that the limiter needs."""


class RedisServer:
    """One Redis, as this process reaches it. Safe for threads, greenlets and after a fork.

    Arguments:
        url: ``redis://``, ``rediss://`` or ``unix://``; or of Sentinels, ``redis+sentinel://``.
        clock: the time.

    Raises:
        Misconfigured: redis-py can't use the URL.
    """

    def __init__(self, url: str, clock: Clock) -> None:
        self._clock = clock
        self._breaker = CircuitBreaker("Redis", clock, first_pause_seconds=FIRST_PAUSE_SECONDS)
        self._pool = _pool(url, clock)
        self._client: Redis = Redis(connection_pool=self._pool)
        self._probe = self.scripts(PROBE)
        self._refuses_probe = False
        self._logged_refusals: set[str] = set()
        # redis-py's own wait for a connection can't be bounded by the request's budget.
        self._turns = threading.BoundedSemaphore(MAX_CONNECTIONS)

    @property
    def answers(self) -> bool:
        """Whether Redis answered the last call."""
        return self._breaker.closed

    def call(
        self,
        command: Callable[["Redis"], Result],
        *,
        always: bool = False,
        counts: bool = False,
        in_batch: bool = False,
    ) -> Result:
        """Return the result of *command*, called with the client.

        Args:
            command: sends one command or pipeline.
            always: call it even if the wait budget of the request is used up.
            counts: call it in that case too if it is the first of the request that counts.
            in_batch: it is sent with others of which one at a time uses a connection, so that it
                takes no turn. There is one batch.

        Raises:
            StateUnavailable: Redis did not answer, or failed a moment ago, or the wait budget is
                used up.
        """
        if counts:
            always = wait_budget.may_count()
        if not always and wait_budget.left_seconds() < TIMEOUT_SECONDS:
            raise StateUnavailable("the request has waited long enough")
        with wait_budget.waiting(self._clock, TIMEOUT_SECONDS):
            if in_batch:
                return self._answer(command)
            with self._turn(always):
                return self._answer(command)

    @contextmanager
    def _turn(self, always: bool) -> Iterator[None]:
        # Unbounded for calls that are always made: each of those before it is bounded.
        within = None if always else min(wait_budget.left_seconds(), wait_budget.MAX_SECONDS)
        if not self._turns.acquire(timeout=within):
            raise StateUnavailable("all connections to Redis are in use")
        try:
            yield
        finally:
            self._turns.release()

    def _answer(self, command: Callable[["Redis"], Result]) -> Result:
        # The breaker is checked after the wait for a turn: if a call before this one failed, this
        # one is not made. A full pool, in contrast, is no failure of Redis.
        if not self._breaker.admits():
            raise StateUnavailable("Redis failed a moment ago")
        try:
            # After a failure the probe goes first: one command that works does not prove the
            # others.
            if not self._breaker.closed:
                self._check_capabilities()
            result = command(self._client)
        except (RedisError, OSError) as error:
            self._classify_error(error)
            raise StateUnavailable(f"Redis: {first_line(error)}") from error
        # While the probe is refused, the answer to another command does not show that Redis works.
        if not self._refuses_probe:
            self._breaker.succeeded()
        return result

    def _classify_error(self, error: Exception) -> None:
        """Open the breaker for *error*, unless Redis refused one command but passes the probe."""
        if isinstance(error, ResponseError) and not isinstance(error, _ProbeRefused):
            try:
                self._check_capabilities()
            except (RedisError, OSError) as probe_error:
                error = probe_error
            else:
                self._breaker.succeeded()
                self._log_refusal(first_line(error))
                return
        # A refusal, such as of a full Redis or for lack of rights, lasts for a while.
        self._refuses_probe = isinstance(error, _ProbeRefused)
        self._breaker.failed(error, lasting=self._refuses_probe)

    def _check_capabilities(self) -> None:
        """Run the probe.

        Raises:
            _ProbeRefused: Redis refuses a command of it.
            RedisError: Redis does not answer.
        """
        try:
            _only(self._probe([(PROBE_KEYS, [])]))
        except ResponseError as error:
            raise _ProbeRefused(first_line(error)) from error
        self._refuses_probe = False

    def _log_refusal(self, refusal: str) -> None:
        if (
            refusal not in self._logged_refusals
            and len(self._logged_refusals) < MAX_LOGGED_REFUSALS
        ):
            self._logged_refusals.add(refusal)
            log.warning("Redis works, but refuses a command (logged once): %s", refusal)

    def script(self, source: str, *, always: bool = False, counts: bool = False) -> Script:
        """Return a function that runs the Lua script *source* as `call` does.

        The script may call the functions of ``type_guard.lua``.
        """
        evaluate = self.scripts(source)

        def run(keys: list[str], arguments: list[Any]) -> Any:
            return self.call(
                lambda _client: _only(evaluate([(keys, arguments)])), always=always, counts=counts
            )

        return run

    def scripts(self, source: str) -> Scripts:
        """Return a function that runs *source* for several calls, to be used within `call`."""
        source = TYPE_GUARD + source
        # EVALSHA names a script by its SHA-1 digest, which spares sending the source each time.
        digest = hashlib.sha1(source.encode(), usedforsecurity=False).hexdigest()

        def evaluate(calls: Sequence[Call]) -> list[Any]:
            words = [(len(keys), *keys, *arguments) for keys, arguments in calls]
            answers = self._exchange([("EVALSHA", digest, *each) for each in words])
            # The first call, or Redis was restarted.
            lost = [at for at, each in enumerate(answers) if isinstance(each, NoScriptError)]
            if lost:
                again = self._exchange([("EVAL", source, *words[at]) for at in lost])
                for at, answer in zip(lost, again, strict=True):
                    answers[at] = answer
            return answers

        return evaluate

    def _exchange(self, commands: Sequence[tuple[Any, ...]]) -> list[Any]:
        """Send *commands* and return their answers, without redis-py's wrapping.

        Its retries, events and traces cost a third of a command that every request needs.

        Returns:
            For each command its answer, or the error that Redis answered with.
        """
        # The semaphore has left a connection free, so that this does not wait.
        connection = self._pool.get_connection()  # type: ignore[no-untyped-call]  # redis-py's own
        try:
            words = [[word() if callable(word) else word for word in each] for each in commands]
            connection.send_packed_command(connection.pack_commands(words))
            return [_answer_on(connection) for _ in commands]
        finally:
            # A connection that failed has closed itself; its next user opens it again.
            self._pool.release(connection)  # type: ignore[no-untyped-call]  # redis-py's own

    def ping(self) -> bool:
        """Return True if Redis passes the probe; False without a call if it has just failed."""
        try:
            self.call(lambda _client: self._check_capabilities())
        except StateUnavailable:
            return False
        return True

    def close(self) -> None:
        """Close every connection."""
        self._pool.disconnect()


def _answer_on(connection: Any) -> Any:
    """Return the next answer on *connection*, or the error that Redis answered with."""
    try:
        return connection.read_response()
    except ResponseError as error:
        return error


def _only(answers: list[Any]) -> Any:
    """Return the only answer, or raise the error that Redis answered with."""
    (answer,) = answers
    if isinstance(answer, ResponseError):
        raise answer
    return answer


def _pool(url: str, clock: Clock) -> _Pool:
    """Return the pool of connections to *url*, none of them open yet.

    Raises:
        Misconfigured: redis-py can't use the URL. The text quotes no value, because the URL may
            contain a password.
    """
    try:
        sentinel = redis_sentinel.parse(url)
    except ValueError:
        raise Misconfigured(f"REDIS_URL must be such as {_SENTINEL_EXAMPLE}.") from None
    server_url = sentinel.server_url if sentinel else url
    database = "" if url.startswith("unix:") else urlsplit(server_url).path.strip("/")
    # redis-py would silently use database 0.
    if database and not (database.isascii() and database.isdigit()):
        raise Misconfigured("REDIS_URL must end in a database's number, such as redis://host/0.")
    try:
        given = parse_url(server_url)  # type: ignore[no-untyped-call]  # redis-py's own
        fixed = sorted(given.keys() & OWN_OPTIONS.keys())
        if fixed:
            raise Misconfigured(f"REDIS_URL can't set {', '.join(fixed)}: leave it out.")
        more = {"sentinels": _sentinels(sentinel, given, clock)} if sentinel else {}
        pool = _Pool.from_url(server_url, **OWN_OPTIONS, **more)
        # Constructing a connection checks its options, and does not connect.
        pool.connection_class(**pool.connection_kwargs)
    except (TypeError, ValueError, RedisError):
        raise Misconfigured("REDIS_URL has an option or a value that redis-py lacks.") from None
    return pool


def _sentinels(url: SentinelUrl, given: dict[str, Any], clock: Clock) -> Sentinels:
    """Return the Sentinels of *url*, whose connections have the options that are *given* in it."""
    of_pool = ("max_connections", "timeout")
    own = {name: value for name, value in OWN_OPTIONS.items() if name not in of_pool}
    connection_class = given.get("connection_class", Connection)
    options = {name: value for name, value in given.items() if name != "connection_class"}
    return Sentinels(url, connection_class, {**options, **own}, clock, TIMEOUT_SECONDS)
