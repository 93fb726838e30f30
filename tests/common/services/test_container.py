"""The services of a process, opened as the edges open them."""

from pathlib import Path

import pytest

from common.services.container import open_services
from common.services.errors import Misconfigured
from common.settings import Settings


def test_services_without_any_server_work(tmp_path: Path) -> None:
    """Without Redis and Postgres, SQLite has both state and store."""
    with open_services(Settings(data_dir=tmp_path), process="test") as services:
        services.connections.report("daemon", 2)
        health = services.health()
    assert (health.status, health.database_status) == ("ok", "ok")
    assert (health.redis_status, health.mcp_status) == ("disabled", "ok")


def test_services_without_parsers_are_degraded(tmp_path: Path) -> None:
    """Pictures would get 503."""
    settings = Settings(data_dir=tmp_path)
    with open_services(settings, process="test", isolated=True) as services:
        services.connections.report("daemon", 2)
        health = services.health()
    assert (health.status, health.parsers_status) == ("degraded", "unavailable")


def test_services_without_a_daemon_are_degraded(tmp_path: Path) -> None:
    """WebSockets would get 503."""
    with open_services(Settings(data_dir=tmp_path), process="test") as services:
        health = services.health()
    assert (health.status, health.mcp_status) == ("degraded", "unavailable")


def test_data_directory_is_created(tmp_path: Path) -> None:
    """With its parents."""
    with open_services(Settings(data_dir=tmp_path / "a" / "b"), process="test"):
        assert (tmp_path / "a" / "b" / "barcode.sqlite3").is_file()


def test_prepared_store_is_opened_when_it_is_first_used(tmp_path: Path) -> None:
    """A store that is not up to date after all is brought up to date then."""
    settings = Settings(data_dir=tmp_path)
    with open_services(settings, process="test", prepared=True) as services:
        assert not (tmp_path / "barcode.sqlite3").read_bytes()
        assert services.health().database_status == "ok"
        assert all(migration.applied for migration in services.store.status())


def test_refused_setting_leaves_no_file_open(tmp_path: Path) -> None:
    """The state and the store are opened before the URL of Redis is read."""
    settings = Settings(data_dir=tmp_path, redis_url="redis://localhost/first")
    with pytest.raises(Misconfigured):
        open_services(settings, process="test")
    links = [each for each in Path("/proc/self/fd").iterdir() if each.is_symlink()]
    assert not [link for link in links if link.readlink().is_relative_to(tmp_path)]
