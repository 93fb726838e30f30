"""Checks whether the services that this process depends on answer, within 300 ms in all."""

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from common.services.clock import Clock
from common.services.connections.registry import Connections
from common.services.isolation.client import IsolationClient
from common.services.local_state import LocalState
from common.services.store.batches import Batches
from common.services.store.store import Store

if TYPE_CHECKING:  # Redis' client is imported only if it is used
    from common.services.redis_server import RedisServer

WAIT_SECONDS = 0.25
# What the parsers get if others used the time up: they answer at once, or not at all.
MIN_SECONDS = 0.02

Status = Literal["ok", "degraded"]
DependencyStatus = Literal["ok", "unavailable", "disabled"]


class Health(Struct, frozen=True):
    """The health of the service.

    Attributes:
        status: ``ok``, or ``degraded`` if something that is configured does not answer.
        version: of the product.
        database_status: ``ok``, or ``unavailable`` if the store or the machine's own file does not
            answer or can't be written.
        redis_status: the same, or ``disabled`` if no Redis is configured.
        mcp_status: ``ok`` if an MCP daemon of this machine has reported within seconds, else
            ``unavailable``.
        parsers_status: ``ok`` if the processes that parse pictures and tables answer, else
            ``unavailable``; ``disabled`` if this process parses them itself.
        batches_status: ``ok`` if the store has room for another batch, else ``unavailable``.
    """

    status: Status
    version: str
    database_status: DependencyStatus
    redis_status: DependencyStatus
    mcp_status: DependencyStatus
    parsers_status: DependencyStatus
    batches_status: DependencyStatus


def check(
    store: Store,
    batches: Batches,
    state: LocalState,
    redis: "RedisServer | None",
    connections: Connections,
    isolation: IsolationClient | None,
    clock: Clock,
    version: str,
) -> Health:
    """Return the health of every dependency."""
    # The store is probed on its own thread while the others are checked.
    end = clock.monotonic() + WAIT_SECONDS
    store_probe = store.probe(batches.has_room)
    redis_status: DependencyStatus = "disabled" if redis is None else _status(redis.ping())
    mcp_status = _status(connections.is_served_here())
    parsers_status: DependencyStatus = "disabled"
    if isolation is not None:
        left_seconds = max(MIN_SECONDS, end - clock.monotonic())
        parsers_status = _status(isolation.is_served(left_seconds))
    # The machine's file is a database too: if it can't be written, nothing is counted here.
    file_is_writable = state.is_writable()
    store_is_writable, has_room = store_probe(max(0.0, end - clock.monotonic()))
    database_status = _status(store_is_writable and file_is_writable)
    batches_status = _status(bool(has_room))
    found = (database_status, redis_status, mcp_status, parsers_status, batches_status)
    status: Status = "degraded" if "unavailable" in found else "ok"
    return Health(status, version, *found)


def _status(is_ok: bool) -> DependencyStatus:
    return "ok" if is_ok else "unavailable"
