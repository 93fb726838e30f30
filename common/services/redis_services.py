"""The backends that a configured Redis has. Without one, no process imports this module."""

from dataclasses import dataclass

from common.services.clock import Clock
from common.services.connections.redis import RedisConnections
from common.services.limits.redis import RedisLimiter
from common.services.local_state import LocalState
from common.services.redis_server import RedisServer
from common.services.store.usage import UsageRows
from common.services.usage.reconciliation import Reconciler
from common.services.usage.redis import RedisUsage


@dataclass(frozen=True, kw_only=True)
class RedisServices:
    """The backends of one Redis.

    Attributes:
        server: the Redis.
        connections: the registry of open MCP connections.
        limiter: bursts, daily quotas and usage counts.
        usage: copies the usage counts to the store.
        reconciler: adds what this machine counted by itself.
    """

    server: RedisServer
    connections: RedisConnections
    limiter: RedisLimiter
    usage: RedisUsage
    reconciler: Reconciler


def open_redis(
    url: str, state: LocalState, rows: UsageRows, clock: Clock, *, in_batches: bool
) -> RedisServices:
    """Return the backends of the Redis at *url*, which is not connected yet.

    Args:
        url: ``redis://``, ``rediss://`` or ``unix://``.
        state: the machine's file.
        rows: the usage in the store.
        clock: the time.
        in_batches: True to admit the requests of concurrent callers together.

    Raises:
        Misconfigured: redis-py can't use the URL.
    """
    server = RedisServer(url, clock)
    return RedisServices(
        server=server,
        connections=RedisConnections(server),
        limiter=RedisLimiter(server, clock, in_batches=in_batches),
        usage=RedisUsage(server),
        reconciler=Reconciler(state, server, rows, clock),
    )
