"""Tell the operator how the service is, part by part."""

import platform
from typing import Literal

from msgspec import Struct

from common.services.container import Services
from common.services.errors import StoreUnavailable
from common.services.health import Health
from common.services.store.store import DEADLINE_SECONDS

MS_PER_SECOND = 1_000


class Process(Struct, frozen=True):
    """A living process of this machine."""

    name: str
    pid: int


class Migration(Struct, frozen=True):
    """A step of the store's tables, and whether the store has it."""

    name: str
    applied: bool


class Diagnostics(Struct, frozen=True):
    """How the service is, part by part.

    Attributes:
        health: in short.
        environment: the deployment's name.
        python: the version that runs it.
        uptime_seconds: of this machine's oldest process.
        processes: this machine's.
        mcp_daemons: living ones, over all machines.
        active_connections: open MCP connections, over all machines.
        database: which kind the store is.
        migrations: of the store; null where it does not answer.
        redis_milliseconds: how long Redis took to answer; null where it does not, or there is none.
        limits_counted_by: who counts requests now: Redis for all machines, or this machine alone.
    """

    health: Health
    environment: str
    python: str
    uptime_seconds: float
    processes: list[Process]
    mcp_daemons: int
    active_connections: int
    database: Literal["sqlite", "postgresql"]
    migrations: list[Migration] | None
    redis_milliseconds: float | None
    limits_counted_by: Literal["redis", "machine"]


def inspect(services: Services) -> Diagnostics:
    """Return how the service is; what is away takes it no longer than any request."""
    redis_milliseconds = _redis_milliseconds(services)
    health = services.health()
    snapshot = services.metrics.snapshot()
    url = services.settings.database_url or "sqlite:"
    return Diagnostics(
        health=health,
        environment=services.settings.environment,
        python=platform.python_version(),
        uptime_seconds=round(snapshot.uptime_seconds, 3),
        processes=[Process(name, pid) for name, pid in snapshot.processes],
        mcp_daemons=snapshot.daemons,
        active_connections=snapshot.active_connections,
        database="sqlite" if url.startswith("sqlite:") else "postgresql",
        migrations=_migrations(services) if health.database_status == "ok" else None,
        redis_milliseconds=redis_milliseconds,
        limits_counted_by="machine" if redis_milliseconds is None else "redis",
    )


def _redis_milliseconds(services: Services) -> float | None:
    if services.redis is None:
        return None
    before = services.clock.monotonic()
    answers = services.redis.ping()
    taken = services.clock.monotonic() - before
    return round(taken * MS_PER_SECOND, 3) if answers else None


def _migrations(services: Services) -> list[Migration] | None:
    try:
        found = services.store.status(DEADLINE_SECONDS)
    except StoreUnavailable:
        return None
    return [Migration(migration.name, migration.applied) for migration in found]
