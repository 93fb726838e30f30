"""Finds the Redis that the Sentinels name as the master, and leaves it when it is demoted."""

import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from msgspec import Struct
from redis.connection import Connection
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError, ResponseError

from common.services.clock import Clock

SCHEMES = {"redis+sentinel": "redis", "rediss+sentinel": "rediss"}
DEFAULT_PORT = 26_379
# Options of the URL that are for the Sentinels.
_OWN_OPTIONS = {"sentinel_username": "username", "sentinel_password": "password"}

Address = tuple[str, int]


class SentinelUrl(Struct, frozen=True):
    """A URL such as ``redis+sentinel://user:password@a:26379,b:26379/mymaster/0``.

    Attributes:
        addresses: of the Sentinels, in their order.
        name: of the master.
        credentials: ``username`` and ``password`` of the Sentinels, if they need any.
        server_url: the URL of the master at the first address, for all that is not an address.
    """

    addresses: tuple[Address, ...]
    name: str
    credentials: Mapping[str, str]
    server_url: str


def parse(url: str) -> SentinelUrl | None:
    """Return the parts of *url*, or None if it is the URL of a Redis itself.

    Raises:
        ValueError: it has no address or no name of a master.
    """
    scheme, _, rest = url.partition("://")
    if scheme not in SCHEMES:
        return None
    # Not by urlsplit, which takes the commas for parts of a port.
    place, _, more = rest.partition("/")
    user, at, hosts = place.rpartition("@")
    path, _, query = more.partition("?")
    name, _, database = path.strip("/").partition("/")
    addresses = tuple(_address(host) for host in hosts.split(","))
    if not name:
        raise ValueError("the URL names no master")
    options = dict(parse_qsl(query, keep_blank_values=True))
    credentials = {
        own: options.pop(option) for option, own in _OWN_OPTIONS.items() if option in options
    }
    first = hosts.partition(",")[0]
    parts = (SCHEMES[scheme], f"{user}{at}{first}", database, urlencode(options), "")
    return SentinelUrl(addresses, name, credentials, urlunsplit(parts))


def _address(host: str) -> Address:
    parts = urlsplit(f"//{host}")
    if not parts.hostname:
        raise ValueError("an address of the URL is empty")
    return parts.hostname, parts.port or DEFAULT_PORT


class Sentinels:
    """The Sentinels of one master. Thread-safe.

    Arguments:
        url: their addresses, and the name of the master.
        connection_class: TCP or TLS.
        options: of the connections to the master; those of the Sentinels have the same, with their
            own credentials.
        clock: the time.
        wait_seconds: how long all of them together may take.
    """

    def __init__(
        self,
        url: SentinelUrl,
        connection_class: type[Connection],
        options: Mapping[str, Any],
        clock: Clock,
        wait_seconds: float,
    ) -> None:
        self._name = url.name
        self._connection_class = connection_class
        kept = {name: value for name, value in options.items() if name not in ("host", "port")}
        # A Sentinel has no databases.
        self._options = {**kept, "username": None, "password": None, **url.credentials, "db": 0}
        self._clock = clock
        self._wait_seconds = wait_seconds
        self._lock = threading.Lock()
        self._addresses = list(url.addresses)
        self._master: Address | None = None

    def master(self) -> Address:
        """Return the address of the master, which is kept until `forget`.

        Raises:
            RedisError: no Sentinel knows it now.
        """
        master = self._master
        if master is None:
            self._master = master = self._find()
        return master

    def forget(self) -> None:
        """Make the next connection look the master up."""
        self._master = None

    def _find(self) -> Address:
        end = self._clock.monotonic() + self._wait_seconds
        failure: Exception = RedisConnectionError("no Sentinel was reached in time")
        for address in list(self._addresses):
            if self._clock.monotonic() >= end:
                break
            try:
                found = self._ask(address)
            except (RedisError, OSError) as error:
                failure = error
                # Last in the order, so that the next search begins with one that answers.
                self._move(address, len(self._addresses))
                continue
            if found is not None:
                self._move(address, 0)
                return found
            failure = RedisConnectionError(f"the Sentinels know no master {self._name!r}")
        raise failure

    def _move(self, address: Address, place: int) -> None:
        """Ask *address* first or last the next time: one that is away costs the time of others."""
        with self._lock:
            self._addresses.remove(address)
            self._addresses.insert(place, address)

    def _ask(self, address: Address) -> Address | None:
        host, port = address
        # Of a class without types.
        connection: Any = self._connection_class(host=host, port=port, **self._options)
        try:
            connection.connect()
            # redis.io, guidelines for Sentinel clients, step 2.
            connection.send_command("SENTINEL", "get-master-addr-by-name", self._name)
            found = connection.read_response()
        finally:
            connection.disconnect()
        return (found[0].decode(), int(found[1])) if found else None


class FollowsMaster:
    """A connection to the Redis that is the master when it is opened."""

    _sock: Any
    host: str
    port: int

    def __init__(self, *, sentinels: Sentinels, **rest: Any) -> None:
        super().__init__(**rest)
        self._sentinels = sentinels

    def connect(self) -> None:
        """Connect to the master, if this is not connected.

        Raises:
            RedisError: the Sentinels, or the master, can't be reached.
        """
        if self._sock:
            return
        self.host, self.port = self._sentinels.master()
        try:
            super().connect()  # type: ignore[misc]  # of the class beside this one
        except (RedisError, OSError):
            self._sentinels.forget()
            raise

    def read_response(self, *args: Any, **kwargs: Any) -> Any:
        """Return the next answer; leave a Redis that is a master no more.

        Raises:
            RedisConnectionError: it is a replica now, and takes no writes.
        """
        try:
            return super().read_response(*args, **kwargs)  # type: ignore[misc]  # as above
        except ResponseError as error:
            # Redis 6 wraps the error of a script's command, so that its class does not show it.
            if "READONLY" not in str(error) and "read only replica" not in str(error):
                raise
            self._sentinels.forget()
            self.disconnect()  # type: ignore[attr-defined]  # as above
            raise RedisConnectionError("the master became a replica") from error
