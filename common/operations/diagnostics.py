"""The state of each part of the service, for the operator."""

import platform
from typing import Literal

from msgspec import Struct

from common.services.container import Services
from common.services.errors import StoreUnavailable
from common.services.health import Health
from common.services.store.schema import Migration
from common.services.store.store import DEADLINE_SECONDS

MS_PER_SECOND = 1_000


class Process(Struct, frozen=True):
    """A running process of this machine."""

    name: str
    pid: int


class Diagnostics(Struct, frozen=True):
    """The state of each part of the service.

    Attributes:
        health: summary.
        environment: name of the deployment.
        python: version of Python.
        uptime_seconds: age of this machine's oldest process.
        processes: processes of this machine.
        mcp_daemons: number of running MCP daemons on all machines.
        active_connections: number of open MCP connections on all machines.
        database: kind of database that is the store.
        migrations: migrations of the store; null if it does not answer.
        redis_milliseconds: response time of Redis; null if it does not answer or is not used.
        limits_counted_by: ``redis`` if all machines share the counters, ``machine`` if this machine
            counts alone.
        batch_bytes: bytes that all stored batches occupy; null if the store does not answer.
        batch_max_bytes: the bound of `batch_bytes`.
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
    batch_bytes: int | None
    batch_max_bytes: int


def inspect(services: Services) -> Diagnostics:
    """Return the state of each part; an unavailable one delays it no longer than other requests."""
    redis_milliseconds = _redis_milliseconds(services)
    health = services.health()
    snapshot = services.metrics.snapshot()
    # Without the setting, the store is a SQLite file.
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
        batch_bytes=_batch_bytes(services),
        batch_max_bytes=services.settings.batch_max_bytes,
    )


def _batch_bytes(services: Services) -> int | None:
    try:
        return services.batches.used_bytes()
    except StoreUnavailable:
        return None


def _redis_milliseconds(services: Services) -> float | None:
    if services.redis is None:
        return None
    before = services.clock.monotonic()
    answers = services.redis.ping()
    elapsed_seconds = services.clock.monotonic() - before
    return round(elapsed_seconds * MS_PER_SECOND, 3) if answers else None


def _migrations(services: Services) -> list[Migration] | None:
    try:
        migrations = services.store.status(DEADLINE_SECONDS)
    except StoreUnavailable:
        return None
    return migrations
