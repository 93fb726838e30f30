"""Redis over TLS, which HAProxy terminates; the tests' own Redis is built without TLS."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.e2e.running import RunningStack
from tests.servers.process import ServerProcess, free_port
from tests.servers.redis import RedisServer
from tests.system.fronts import SEARCH_PATH, make_certificate

CONFIGURATION = """\
global
    log stdout format raw local0
defaults
    mode tcp
    timeout connect 5s
    timeout client 1m
    timeout server 1m
listen redis
    bind 127.0.0.1:{port} ssl crt {folder}/site.pem
    server redis 127.0.0.1:{behind}
"""


class TlsFront:
    """HAProxy with TLS in front of the Redis on the port *behind*.

    Args:
        folder: an empty folder, which gets the certificate.
        behind: a port of this machine.
    """

    def __init__(self, folder: Path, behind: int) -> None:
        self.port = free_port()
        self.ca, key = folder / "certificate.pem", folder / "key.pem"
        make_certificate(self.ca, key)
        (folder / "site.pem").write_bytes(self.ca.read_bytes() + key.read_bytes())
        configuration = folder / "haproxy.cfg"
        configuration.write_text(CONFIGURATION.format(port=self.port, folder=folder, behind=behind))
        program = shutil.which("haproxy", path=SEARCH_PATH)
        assert program is not None, "make test-system lists what to install"
        command = [program, "-W", "-f", configuration]
        self._process = ServerProcess(command, folder / "log", "Loading success")

    def close(self) -> None:
        """Stop it."""
        self._process.stop()


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    server = RedisServer()
    yield server
    server.close()


def counted(server: RedisServer) -> bool:
    with server.client() as client:
        return client.keys("barcode:*") != []


def test_redis_over_tls_is_used_if_its_certificate_is_trusted(
    redis_server: RedisServer, tmp_path: Path
) -> None:
    """`ssl_ca_certs` names the authority; without it, the certificate is refused."""
    front = TlsFront(tmp_path, redis_server.port)
    url = f"rediss://localhost:{front.port}/0"
    try:
        with RunningStack(REDIS_URL=f"{url}?ssl_ca_certs={quote(str(front.ca))}") as stack:
            assert stack.health()["redis_status"] == "ok"
            assert stack.get("/api/v1/generate?data=1&format=qr")[0] == 200
            assert counted(redis_server)
        with RunningStack(REDIS_URL=url) as stack:
            assert stack.health()["redis_status"] == "unavailable"
            assert "CERTIFICATE_VERIFY_FAILED" in stack.log.read_text()
    finally:
        front.close()
