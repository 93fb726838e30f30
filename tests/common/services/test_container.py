"""The services of a process, opened as the edges open them."""

from pathlib import Path

from common.services.container import open_services
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
