"""Whether what the service stands on answers, asked within 300 ms in all."""

from typing import Literal

from msgspec import Struct

from common.services.clock import Clock
from common.services.connections.registry import Connections
from common.services.local_state import LocalState
from common.services.redis_server import RedisServer
from common.services.store.store import Store

WAIT_SECONDS = 0.25

Status = Literal["ok", "degraded"]
DependencyStatus = Literal["ok", "unavailable", "disabled"]


class Health(Struct, frozen=True):
    """How the service is.

    Attributes:
        status: ``ok``, or ``degraded`` where something that is configured does not answer.
        version: of the product.
        database_status: ``ok``, or ``unavailable`` where the store or the machine's own file does
            not answer or takes no writes.
        redis_status: the same, or ``disabled`` where no Redis is configured.
        mcp_status: ``ok`` where an MCP daemon of this machine has reported within seconds, else
            ``unavailable``.
    """

    status: Status
    version: str
    database_status: DependencyStatus
    redis_status: DependencyStatus
    mcp_status: DependencyStatus


def examine(
    store: Store,
    machine: LocalState,
    redis: RedisServer | None,
    connections: Connections,
    clock: Clock,
    version: str,
) -> Health:
    """Ask everything and return how it is."""
    end = clock.monotonic() + WAIT_SECONDS
    store_answered = store.probe()
    redis_status: DependencyStatus = "disabled" if redis is None else _told(redis.ping())
    mcp_status = _told(connections.is_served_here())
    # Both, since the machine's file is a database too, without which nothing is counted here.
    file_takes_writes = machine.is_writable()
    store_takes_writes = store_answered(max(0.0, end - clock.monotonic()))
    database_status = _told(store_takes_writes and file_takes_writes)
    found = (database_status, redis_status, mcp_status)
    status: Status = "degraded" if "unavailable" in found else "ok"
    return Health(status, version, database_status, redis_status, mcp_status)


def _told(answers: bool) -> DependencyStatus:
    return "ok" if answers else "unavailable"
