"""The stack's own Redis, killed and started again for real."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from common.cli.launch.paths import StackPaths
from common.cli.launch.private_redis import command
from tests.servers import binaries
from tests.servers.process import ServerProcess


@contextmanager
def running(folders: StackPaths) -> Iterator[tuple[ServerProcess, Redis]]:
    client = Redis(unix_socket_path=str(folders.redis_socket), decode_responses=True)

    def answers() -> bool:
        try:
            return bool(client.ping())
        except RedisError:
            return False

    _, *arguments = command(folders)
    server = ServerProcess([binaries.redis_server(), *arguments], folders.data / "log", answers)
    try:
        yield server, client
    finally:
        client.close()
        server.stop()


def test_what_it_answered_outlives_a_kill(tmp_path: Path) -> None:
    """Issue 4.4: killing any of our processes with SIGKILL loses no count.

    redis.io, Persistence: by "everysec" a write waits, though it is answered, while an fsync takes
    long; by "no" everything is handed to the system first.
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
