"""deploy/nginx.conf in front of a running stack: TLS, wss, addresses and the picture cache."""

import http.client
import io
import json
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import zxingcpp
from PIL import Image
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.e2e.running import ROOT, RunningStack, call
from tests.servers.process import ServerProcess, free_port

PICTURE = "/api/v1/generate?data=123456789&format=code128&width=200&height=100"
SEARCH_PATH = "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin"


class Answer(NamedTuple):
    """An answer over HTTP."""

    status: int
    headers: dict[str, str]
    body: bytes


class Front:
    """A running nginx with its own certificate."""

    def __init__(self, folder: Path, upstream: str) -> None:
        self.http, self.https = free_port(), free_port()
        self._certificate = folder / "certificate.pem"
        make_certificate(self._certificate, folder / "key.pem")
        self.trust = ssl.create_default_context(cafile=str(self._certificate))
        configuration = folder / "nginx.conf"
        configuration.write_text(self._configuration(folder, upstream))
        nginx = shutil.which("nginx", path=SEARCH_PATH)
        assert nginx is not None, "make test-system says what to install"
        self._process = ServerProcess(
            [nginx, "-p", folder, "-c", configuration, "-g", "daemon off;"],
            folder / "log",
            folder / "nginx.pid",
        )

    def _configuration(self, folder: Path, upstream: str) -> str:
        """Return the shipped configuration with the paths and ports of this test."""
        text = (ROOT / "deploy" / "nginx.conf").read_text()
        for theirs, ours in (
            ("server api:8000;", f"server {upstream};"),
            ("listen 80;", f"listen 127.0.0.1:{self.http};"),
            ("listen 443 ssl;", f"listen 127.0.0.1:{self.https} ssl;"),
            ("/etc/nginx/tls/certificate.pem", str(self._certificate)),
            ("/etc/nginx/tls/key.pem", str(folder / "key.pem")),
            ("access_log /dev/stdout", f"access_log {folder}/access"),
        ):
            assert text.count(theirs) == 1, f"deploy/nginx.conf has no single {theirs!r}"
            text = text.replace(theirs, ours)
        return text.replace("/tmp/nginx", f"{folder}/nginx")

    def get(self, path: str, **headers: str) -> Answer:
        """GET *path* over TLS; `_` in header names becomes `-`."""
        connection = http.client.HTTPSConnection(
            "localhost", self.https, timeout=5, context=self.trust
        )
        return exchange(connection, path, headers)

    def get_plain(self, path: str) -> Answer:
        """GET *path* without TLS."""
        return exchange(http.client.HTTPConnection("localhost", self.http, timeout=5), path, {})

    def connect(self, **headers: str) -> ClientConnection:
        """Open an MCP WebSocket over TLS."""
        return connect(
            f"wss://localhost:{self.https}/api/v1/mcp/ws/behind-nginx",
            ssl=self.trust,
            additional_headers=headers,
            proxy=None,
            open_timeout=5,
            close_timeout=1,
        )

    def stop(self) -> None:
        """Stop nginx."""
        self._process.stop()


def exchange(connection: http.client.HTTPConnection, path: str, headers: dict[str, str]) -> Answer:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET", path, headers=sent)
    response = connection.getresponse()
    received = response.getheaders()
    # Neither server repeats a header of the other.
    assert len({name.lower() for name, _ in received}) == len(received)
    answer = Answer(response.status, dict(received), response.read())
    connection.close()
    return answer


def make_certificate(certificate: Path, key: Path) -> None:
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )


@pytest.fixture(scope="module")
def stack() -> Iterator[RunningStack]:
    """Run a stack that trusts proxies on this machine."""
    with RunningStack(
        TRUSTED_PROXIES="127.0.0.0/8",
        MASTER_API_KEY="m" * 32,
        CORS_ORIGINS="https://shop.example,https://till.example",
    ) as running:
        yield running


@pytest.fixture(scope="module")
def front(stack: RunningStack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """Run nginx in front of the stack."""
    folder = tmp_path_factory.mktemp("nginx")
    for reachable in (folder, *folder.parents[:2]):
        reachable.chmod(0o755)  # its workers run as another user
    running = Front(folder, stack.url.removeprefix("http://"))
    yield running
    running.stop()


def test_barcode_is_served_over_tls(front: Front) -> None:
    answer = front.get(PICTURE)
    assert answer.status == 200
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    with Image.open(io.BytesIO(answer.body)) as image:
        assert [found.text for found in zxingcpp.read_barcodes(image.convert("L"))] == ["123456789"]


def test_plain_http_redirects_to_tls(front: Front) -> None:
    answer = front.get_plain(PICTURE)
    assert (answer.status, answer.headers["Location"]) == (308, f"https://localhost{PICTURE}")


def test_cached_picture_has_no_headers_of_another_request(front: Front) -> None:
    path = f"{PICTURE}&dpi=300"
    first, second = front.get(path), front.get(path)
    assert (first.headers["X-Cache"], second.headers["X-Cache"]) == ("MISS", "HIT")
    assert second.body == first.body
    assert second.headers["X-Request-ID"] != first.headers["X-Request-ID"]
    assert not any("rate" in name.lower() and "limit" in name.lower() for name in second.headers)


def test_picture_is_cached_for_each_accepted_type(front: Front) -> None:
    path = f"{PICTURE}&dpi=301"
    types = {
        front.get(path, Accept=accepted).headers["Content-Type"]
        for accepted in ("image/png", "image/svg+xml", "application/json")
    }
    assert types == {"image/png", "image/svg+xml", "application/json"}


def test_picture_is_cached_for_each_origin(front: Front) -> None:
    """A cached answer for another origin, or for none, could not be read by this origin."""
    path = f"{PICTURE}&dpi=303"
    origins = (None, "https://shop.example", "https://till.example")
    for cached in ("MISS", "HIT"):
        for origin in origins:
            answer = front.get(path, **({"Origin": origin} if origin else {}))
            assert answer.headers["X-Cache"] == cached
            assert answer.headers.get("access-control-allow-origin") == origin


@pytest.mark.parametrize("header", ["Authorization", "X_API_Key"])
def test_picture_with_credentials_is_not_cached(front: Front, header: str) -> None:
    path = f"{PICTURE}&dpi=302"
    front.get(path)
    assert front.get(path, **{header: "Bearer unknown"}).headers["X-Cache"] == "BYPASS"


def test_error_is_not_cached(front: Front) -> None:
    path = "/api/v1/generate?data=4006381333930&format=ean13"
    assert [front.get(path).status for _ in range(2)] == [422, 422]
    assert front.get(path).headers["X-Cache"] == "MISS"


def test_session_runs_over_wss(front: Front) -> None:
    with front.connect() as socket:
        client = {"name": "test", "version": "1"}
        answer = call(
            socket, "initialize", protocolVersion="2025-11-25", capabilities={}, clientInfo=client
        )
        assert answer["result"]["serverInfo"]["name"] == "theBarcodeAPI"


def test_page_of_the_same_origin_may_open_a_websocket(front: Front) -> None:
    with front.connect(Origin=f"https://localhost:{front.https}") as socket:
        assert call(socket, "ping")["result"] == {}


def test_page_of_another_origin_may_not_open_a_websocket(front: Front) -> None:
    with pytest.raises(InvalidStatus) as refused:
        front.connect(Origin="https://evil.example")
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("path", ["/metrics", "/health/detailed"])
def test_paths_of_the_operator_are_not_public(front: Front, path: str) -> None:
    assert front.get(path).status == 404


def test_health_is_public(front: Front) -> None:
    assert json.loads(front.get("/health").body)["status"] == "ok"
