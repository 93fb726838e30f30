"""Health, while real servers are killed and stopped."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from common.services.container import Services
from common.services.health import Health
from common.services.local_state import ROOM_BYTES
from tests.limits import unwritable_files
from tests.servers.postgres import PostgresServer
from tests.servers.redis import RedisServer

Open = Callable[..., Services]


def statuses(health: Health) -> tuple[str, str, str, str]:
    return health.status, health.database_status, health.redis_status, health.mcp_status


def alive(services: Services) -> Services:
    services.connections.report("daemon", 0)
    return services


def test_health_is_ok_if_everything_answers(
    opened: Open, redis_url: str, postgres_url: str
) -> None:
    """Every dependency answers."""
    services = alive(opened({"REDIS_URL": redis_url, "DATABASE_URL": postgres_url}))
    assert statuses(services.health()) == ("ok", "ok", "ok", "ok")


def test_version_is_that_of_the_product(opened: Open) -> None:
    """APP_VERSION overrides it."""
    assert opened({"APP_VERSION": "7.7"}).health().version == "7.7"


def test_killed_redis_is_degraded(opened: Open, own_redis: RedisServer) -> None:
    """Connections to it are refused."""
    services = alive(opened({"REDIS_URL": own_redis.url}))
    own_redis.kill()
    assert statuses(services.health()) == ("degraded", "ok", "unavailable", "ok")


def test_stopped_redis_is_degraded(opened: Open, own_redis: RedisServer) -> None:
    """It accepts connections, and never answers."""
    services = alive(opened({"REDIS_URL": own_redis.url}))
    own_redis.pause()
    assert statuses(services.health()) == ("degraded", "ok", "unavailable", "ok")


def test_redis_that_comes_back_is_ok(opened: Open, own_redis: RedisServer) -> None:
    """A new process finds it."""
    own_redis.pause()
    services = opened({"REDIS_URL": own_redis.url})
    assert services.health().redis_status == "unavailable"
    own_redis.resume()
    assert opened({"REDIS_URL": own_redis.url}).health().redis_status == "ok"


def test_stopped_postgres_is_degraded(opened: Open, own_postgres: PostgresServer) -> None:
    """It accepts connections, and never answers."""
    services = alive(opened({"DATABASE_URL": own_postgres.create()}))
    own_postgres.pause()
    assert statuses(services.health()) == ("degraded", "unavailable", "disabled", "ok")


def test_killed_postgres_is_degraded(opened: Open, own_postgres: PostgresServer) -> None:
    """Connections to it are refused."""
    services = alive(opened({"DATABASE_URL": own_postgres.create()}))
    own_postgres.kill()
    assert statuses(services.health()) == ("degraded", "unavailable", "disabled", "ok")


def test_daemon_of_another_machine_does_not_serve_this_one(
    opened: Open, redis_url: str, tmp_path: Path
) -> None:
    """Sockets can't be handed over to it, so that WebSockets get 503 here."""
    alive(opened({"REDIS_URL": redis_url, "DATA_DIR": str(tmp_path / "elsewhere")}))
    services = opened({"REDIS_URL": redis_url})
    assert services.connections.totals().daemons == 1
    assert statuses(services.health()) == ("degraded", "ok", "ok", "unavailable")


def test_full_disk_is_degraded_until_it_has_room(opened: Open, postgres_url: str) -> None:
    """A full disk is still readable: a check that only read was ok while nothing could be drawn.

    The machine's file is on it, wherever the store is.
    """
    services = alive(opened({"DATABASE_URL": postgres_url}))
    with unwritable_files():
        assert statuses(services.health()) == ("degraded", "unavailable", "disabled", "ok")
    assert statuses(services.health()) == ("ok", "ok", "disabled", "ok")


def test_disk_that_is_almost_full_is_degraded(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A single page may still be written, but not the pages of a count."""
    services = alive(opened({}))
    little = shutil.disk_usage("/")._replace(free=ROOM_BYTES - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: little)
    assert statuses(services.health()) == ("degraded", "unavailable", "disabled", "ok")


def test_store_on_a_full_disk_is_not_writable(opened: Open) -> None:
    """The probe writes to the file."""
    store = opened({}).store
    with unwritable_files():
        assert store.probe(lambda _: None)(1.0) == (False, None)


def test_file_that_others_are_writing_to_is_ok(opened: Open, tmp_path: Path) -> None:
    """A locked file is busy, not broken."""
    services = alive(opened({}))
    files = [sqlite3.connect(path, isolation_level=None) for path in tmp_path.glob("*.sqlite3")]
    for file in files:
        file.execute("BEGIN IMMEDIATE")
    assert statuses(services.health()) == ("ok", "ok", "disabled", "ok")
    for file in files:
        file.close()
    assert len(files) == 2
