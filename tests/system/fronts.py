"""Reverse proxies that tests run with the configurations in deploy/, on free ports.

A configuration runs as it is shipped, but for its ports, its addresses and the place of its
certificate, which are replaced one by one; a text that is not found exactly once is an error.
"""

import http.client
import shutil
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterable
from contextlib import suppress
from http.client import HTTPMessage
from pathlib import Path
from typing import NamedTuple

from websockets.sync.client import ClientConnection, connect

from tests.e2e.running import ROOT
from tests.servers.process import ServerProcess, free_port, let_others_enter
from tests.servers.waiting import WAIT_SECONDS, eventually

SEARCH_PATH = "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin"
APACHE_MODULES = Path("/usr/lib/apache2/modules")


class Answer(NamedTuple):
    """An answer over HTTP."""

    status: int
    headers: HTTPMessage
    body: bytes


class Ports(NamedTuple):
    """Where a proxy listens, and what it forwards to."""

    folder: Path
    upstream: str
    http: int
    https: int


class Proxy(NamedTuple):
    """How a proxy is started.

    Attributes:
        name: of the proxy.
        file: its configuration in deploy/.
        has_tls: False if another proxy terminates TLS.
        replacements: texts of the configuration, and what replaces them.
        command: the program and its arguments; the configuration is the file `configuration` of
            the folder.
        ready: what the program writes, or the file that it creates, when it listens.
    """

    name: str
    file: str
    has_tls: bool
    replacements: Callable[[Ports], Iterable[tuple[str, str]]]
    command: Callable[[Ports], list[str | Path]]
    ready: Callable[[Ports], str | Path]


class Front:
    """A running proxy with its own certificate."""

    def __init__(self, proxy: Proxy, folder: Path, upstream: str) -> None:
        let_others_enter(folder)
        self.has_tls = proxy.has_tls
        self._ports = ports = Ports(folder, upstream, free_port(), free_port())
        certificate = folder / "certificate.pem"
        make_certificate(certificate, folder / "key.pem")
        # HAProxy reads both from one file.
        (folder / "site.pem").write_bytes(
            certificate.read_bytes() + (folder / "key.pem").read_bytes()
        )
        self.trust = ssl.create_default_context(cafile=str(certificate))
        text = (ROOT / "deploy" / proxy.file).read_text()
        for shipped, ours in proxy.replacements(ports):
            assert shipped in text, f"deploy/{proxy.file} has no {shipped!r}"
            text = text.replace(shipped, ours)
        (folder / "configuration").write_text(text)
        program, *arguments = proxy.command(ports)
        found = shutil.which(str(program), path=SEARCH_PATH)
        assert found is not None, "make test-system lists what to install"
        environ = {"PATH": SEARCH_PATH, "HOME": str(folder), "XDG_DATA_HOME": str(folder)}
        self._process = ServerProcess(
            [found, *arguments], folder / "log", proxy.ready(ports), environ=environ
        )
        # Varnish writes that its child runs before that child listens.
        eventually(self._accepts, f"{proxy.name} accepts connections")

    def _accepts(self) -> bool:
        port = self._ports.https if self.has_tls else self._ports.http
        with suppress(ConnectionRefusedError), socket.create_connection(("localhost", port)):
            return True
        return False

    @property
    def origin(self) -> str:
        """Return the origin of pages that it serves."""
        if self.has_tls:
            return f"https://localhost:{self._ports.https}"
        return f"http://localhost:{self._ports.http}"

    def get(self, path: str, **headers: str) -> Answer:
        """GET *path*, over TLS if the proxy terminates it; `_` in header names becomes `-`."""
        return self.send("GET", path, None, **headers)

    def send(self, method: str, path: str, body: bytes | None, **headers: str) -> Answer:
        """Send a request with *body*, over TLS if the proxy terminates it."""
        connection = (
            http.client.HTTPSConnection(
                "localhost", self._ports.https, timeout=10, context=self.trust
            )
            if self.has_tls
            else http.client.HTTPConnection("localhost", self._ports.http, timeout=10)
        )
        return exchange(connection, method, path, body, headers)

    def get_plain(self, path: str) -> Answer:
        """GET *path* without TLS."""
        connection = http.client.HTTPConnection("localhost", self._ports.http, timeout=10)
        return exchange(connection, "GET", path, None, {})

    def connect(self, **headers: str) -> ClientConnection:
        """Open an MCP WebSocket, over TLS if the proxy terminates it."""
        return connect(
            f"{self.origin.replace('http', 'ws', 1)}/api/v1/mcp/ws/behind-a-proxy",
            ssl=self.trust if self.has_tls else None,
            additional_headers=headers,
            proxy=None,
            open_timeout=WAIT_SECONDS,
            close_timeout=1,
        )

    def open_connection(self) -> socket.socket:
        """Open a connection on which nothing is sent."""
        return socket.create_connection(("127.0.0.1", self._ports.https), timeout=10)

    def log(self) -> str:
        """Return what the proxy has logged."""
        written = self._ports.folder / "access"
        return self._process.output() + (written.read_text() if written.exists() else "")

    def stop(self) -> None:
        """Stop the proxy."""
        self._process.stop()


def exchange(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    body: bytes | None,
    headers: dict[str, str],
) -> Answer:
    """Send one request and return its answer, which repeats no header."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    # The server may answer before the end of the body, and close.
    with suppress(BrokenPipeError, ConnectionResetError, ssl.SSLEOFError):
        connection.request(method, path, body=body, headers=sent)
    response = connection.getresponse()
    answer = Answer(response.status, response.headers, response.read())
    connection.close()
    # Neither server repeats a header of the other.
    names = [name.lower() for name in answer.headers]
    assert len(set(names)) == len(names), names
    return answer


def make_certificate(certificate: Path, key: Path) -> None:
    """Make a certificate for localhost, which signs itself."""
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )


NGINX = Proxy(
    "nginx",
    "nginx.conf",
    True,
    lambda ports: (
        ("server api:8000;", f"server {ports.upstream};"),
        ("listen 80;", f"listen 127.0.0.1:{ports.http};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{ports.https} ssl;"),
        ("/etc/nginx/tls", str(ports.folder)),
        ("access_log /dev/stdout", f"access_log {ports.folder}/access"),
        ("/tmp/nginx", f"{ports.folder}/nginx"),
    ),
    lambda ports: [
        *("nginx", "-p", ports.folder, "-c", ports.folder / "configuration"),
        *("-g", "daemon off;"),
    ],
    lambda ports: ports.folder / "nginx.pid",
)

HAPROXY = Proxy(
    "HAProxy",
    "haproxy.cfg",
    True,
    lambda ports: (
        # A test may not raise the limit of open files.
        ("maxconn 16384", "maxconn 256"),
        ("api:8000", ports.upstream),
        ("bind :80", f"bind 127.0.0.1:{ports.http}"),
        ("bind :443", f"bind 127.0.0.1:{ports.https}"),
        ("/etc/haproxy/tls", str(ports.folder)),
    ),
    lambda ports: ["haproxy", "-W", "-f", ports.folder / "configuration"],
    lambda ports: "Loading success",
)

CADDY = Proxy(
    "Caddy",
    "Caddyfile",
    True,
    lambda ports: (
        (
            "{\n\tservers",
            "\n\t".join(
                (
                    *("{", "admin off", "default_bind 127.0.0.1"),
                    *(f"http_port {ports.http}", f"https_port {ports.https}", "servers"),
                )
            ),
        ),
        (
            "\nbarcode.example {",
            f"\nlocalhost {{\n\ttls {ports.folder}/certificate.pem {ports.folder}/key.pem",
        ),
        ("api:8000", ports.upstream),
    ),
    lambda ports: [
        *("caddy", "run", "--adapter", "caddyfile"),
        *("--config", ports.folder / "configuration"),
    ],
    lambda ports: "serving initial configuration",
)

# What Debian's main configuration and its enabled modules declare.
APACHE_PREAMBLE = """\
ServerRoot {folder}
PidFile {folder}/apache.pid
ErrorLog {folder}/log
ServerName localhost
User www-data
Group www-data
{modules}
Listen 127.0.0.1:{http}
Listen 127.0.0.1:{https}
Define APACHE_LOG_DIR {folder}
"""
APACHE_NEEDS = (
    *("mpm_event", "authz_core", "headers", "http2", "proxy", "proxy_http", "proxy_wstunnel"),
    *("reqtimeout", "rewrite", "socache_shmcb", "ssl", "alias"),
)


def _apache_preamble(ports: Ports) -> str:
    modules = (f"LoadModule {name}_module {APACHE_MODULES}/mod_{name}.so" for name in APACHE_NEEDS)
    return APACHE_PREAMBLE.format(
        folder=ports.folder, modules="\n".join(modules), http=ports.http, https=ports.https
    )


APACHE = Proxy(
    "Apache",
    "apache.conf",
    True,
    lambda ports: (
        ("# Apache 2.4.47", f"{_apache_preamble(ports)}# Apache 2.4.47"),
        ("*:80>", f"127.0.0.1:{ports.http}>"),
        ("*:443>", f"127.0.0.1:{ports.https}>"),
        ("barcode.example", "localhost"),
        ("/etc/apache2/tls", str(ports.folder)),
        ("/access.log", "/access"),
        ("api:8000", ports.upstream),
    ),
    lambda ports: ["apache2", "-D", "FOREGROUND", "-f", ports.folder / "configuration"],
    lambda ports: ports.folder / "apache.pid",
)


def _varnish_upstream(ports: Ports) -> tuple[str, str]:
    host, port = ports.upstream.split(":")
    return f'.host = "{host}"', f'.port = "{port}"'


VARNISH = Proxy(
    "Varnish",
    "varnish.vcl",
    False,
    lambda ports: zip(('.host = "api"', '.port = "8000"'), _varnish_upstream(ports), strict=True),
    lambda ports: [
        *("varnishd", "-F", "-n", ports.folder / "varnish", "-s", "default,16m"),
        *("-a", f"127.0.0.1:{ports.http}", "-f", ports.folder / "configuration"),
    ],
    lambda ports: "Child launched OK",
)

PROXIES = (NGINX, HAPROXY, CADDY, APACHE, VARNISH)
