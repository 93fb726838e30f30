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

    def __init__(self, *, cluster: bool = False, replica_of: int = 0, acl: str = "") -> None:
        """Start it.

        Args:
            cluster: True for a cluster of one server.
            replica_of: the port of the master that it copies; 0 for none.
            acl: lines of an ACL file, which replace the default user.
        """
        self._cluster = cluster
        self._replica_of = replica_of
        self._acl = acl
        self._folder = tempfile.TemporaryDirectory(prefix="barcode-redis-")
        self.port = free_port()
        self.start()

    @property
    def url(self) -> str:
        """The REDIS_URL of this server."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it; after a stop, on the same port."""
        acl = Path(self._folder.name, "users.acl")
        acl.write_text(self._acl)
        self._process = ServerProcess(
            [
                *(binaries.redis_server(), "--port", str(self.port), "--bind", "127.0.0.1"),
                *("--save", "", "--appendonly", "no", "--dir", self._folder.name),
                *(("--cluster-enabled", "yes") if self._cluster else ()),
                *(("--replicaof", "127.0.0.1", str(self._replica_of)) if self._replica_of else ()),
                *(("--aclfile", str(acl)) if self._acl else ()),
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


class Sentinel:
    """A Sentinel that watches the Redis on *port* as ``mymaster``, and needs no other to agree."""

    def __init__(self, port: int, password: str = "") -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="barcode-sentinel-")
        self.port = free_port()
        config = Path(self._folder.name, "sentinel.conf")
        lines = [
            f"port {self.port}",
            "bind 127.0.0.1",
            f"sentinel monitor mymaster 127.0.0.1 {port} 1",
            "sentinel down-after-milliseconds mymaster 500",
            "sentinel failover-timeout mymaster 2000",
        ]
        if password:
            lines.append(f"requirepass {password}")
        config.write_text("\n".join(lines) + "\n")
        self._process = ServerProcess(
            [binaries.redis_server(), str(config), "--sentinel"],
            Path(self._folder.name, "log"),
            "+monitor master",
        )

    def wait_for_replica(self) -> None:
        """Wait until it knows a replica, without which it can't replace the master."""
        self._process.wait_for_output("+slave ")

    def wait_for_switch(self) -> None:
        """Wait until it has made a replica the master."""
        self._process.wait_for_output("+switch-master")

    def client(self) -> redis.Redis:
        """Return a client for the test itself, which closes it."""
        return redis.Redis(port=self.port, socket_timeout=30, decode_responses=True)

    def close(self) -> None:
        """Stop it and remove its files."""
        self._process.stop()
        self._folder.cleanup()
