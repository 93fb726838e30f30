"""A private Redis for tests."""

import tempfile
from pathlib import Path

import redis

from tests.servers import binaries
from tests.servers.process import ServerProcess, free_port

# Redis writes it to its log once it listens.
READY = "Ready to accept connections"


class RedisServer:
    """A Redis on the loopback interface, in memory only.

    As a cluster of one server it serves every slot, and refuses commands with keys in several.
    """

    def __init__(self, *, cluster: bool = False) -> None:
        self._cluster = cluster
        self._folder = tempfile.TemporaryDirectory(prefix="barcode-redis-")
        self.port = free_port()
        self.start()

    @property
    def url(self) -> str:
        """The REDIS_URL of this server."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it; after a stop, on the same port."""
        self._process = ServerProcess(
            [
                *(binaries.redis_server(), "--port", str(self.port), "--bind", "127.0.0.1"),
                *("--save", "", "--appendonly", "no", "--dir", self._folder.name),
                *(("--cluster-enabled", "yes") if self._cluster else ()),
            ],
            Path(self._folder.name, "log"),
            READY,
        )
        if self._cluster:
            with self.client() as client:
                client.execute_command("CLUSTER ADDSLOTS", *range(16_384))
            self._process.wait_for_output("Cluster state changed: ok")

    def empty(self) -> None:
        """Delete every key."""
        with redis.Redis.from_url(self.url, socket_timeout=30) as client:
            client.flushall()

    def stop(self) -> None:
        """Stop it; its port then refuses connections."""
        self._process.stop()

    def kill(self) -> None:
        """End it with SIGKILL."""
        self._process.kill()

    def pause(self) -> None:
        """Stop it with SIGSTOP: it accepts connections and answers nothing."""
        self._process.pause()

    def resume(self) -> None:
        """Continue it with SIGCONT."""
        self._process.resume()

    def client(self) -> redis.Redis:
        """Return a client for the test itself, which closes it."""
        return redis.Redis.from_url(self.url, socket_timeout=30, decode_responses=True)

    def close(self) -> None:
        """Stop it and remove its files."""
        self.stop()
        self._folder.cleanup()
