"""The stack's own Redis, killed and started again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError

from common.cli.launch.paths import StackPaths
from common.cli.launch.private_redis import command, program
from tests.servers import binaries
from tests.servers.process import ServerProcess
from tests.servers.waiting import eventually


@contextmanager
def running(folders: StackPaths) -> Iterator[tuple[ServerProcess, Redis]]:
    client = Redis(unix_socket_path=str(folders.redis_socket), decode_responses=True)

    def answers() -> bool:
        try:
            return bool(client.ping())
        except RedisError:
            return False

    _, *arguments = command(folders)
    server = ServerProcess(
        [binaries.redis_server(), *arguments], folders.data / "log", folders.redis_socket
    )
    eventually(answers, "an answer of Redis, which listens before it has read its file")
    try:
        yield server, client
    finally:
        client.close()
        server.stop()


def test_acknowledged_counts_survive_a_kill(tmp_path: Path) -> None:
    """redis.io, Persistence: with "everysec", an acknowledged write may wait for a slow fsync.

    With "no", each write is passed to the system before it is acknowledged.
    """
    folders = StackPaths(tmp_path)
    folders.run.mkdir()
    folders.redis.mkdir()
    with running(folders) as (server, client):
        assert client.config_get("appendfsync") == {"appendfsync": "no"}
        assert client.incrby("count", 7) == 7
        server.kill()
    with running(folders) as (_, client):
        assert client.get("count") == "7"


@pytest.mark.parametrize(
    ("installed", "chosen"),
    [
        ((), None),
        (("redis-server",), "redis-server"),
        (("valkey-server",), "valkey-server"),
        (("redis-server", "valkey-server"), "redis-server"),
    ],
)
def test_either_server_is_used(
    installed: tuple[str, ...],
    chosen: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Debian 13 has both; valkey.io, migration: its server reads the files of Redis."""
    for name in installed:
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert program() == (str(tmp_path / chosen) if chosen else None)
