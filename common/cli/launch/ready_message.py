"""Prints the URLs of the stack as soon as both servers answer."""

import http.client
import threading
from dataclasses import dataclass

from common import __version__

POLL_SECONDS = 0.2
LAST_LINE = "Ctrl-C stops it."
# Addresses that servers can listen on, but clients can't connect to everywhere.
WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 (no bind)


@dataclass(frozen=True)
class Addresses:
    """Addresses of one stack; *root_path* begins with a slash and ends without one."""

    host: str
    api_port: int
    mcp_port: int
    root_path: str

    @property
    def reachable_host(self) -> str:
        """Host to which a client on this machine connects."""
        return WILDCARDS.get(self.host, self.host)

    def url(self, scheme: str, port: int, path: str) -> str:
        """Return a URL; an IPv6 address is in brackets (RFC 3986, 3.2.2)."""
        host = f"[{self.reachable_host}]" if ":" in self.reachable_host else self.reachable_host
        return f"{scheme}://{host}:{port}{path}"


def status_of(host: str, port: int, path: str, timeout_seconds: float = 2.0) -> int | None:
    """GET *path* and return the HTTP status, or None if no server answers."""
    connection = http.client.HTTPConnection(host, port, timeout=timeout_seconds)
    try:
        connection.request("GET", path, headers={"User-Agent": "barcode-api-launcher"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def await_answers(addresses: Addresses, stopping: threading.Event) -> bool:
    """Wait until both servers answer, and return True; False if *stopping* is set before."""
    host = addresses.reachable_host
    while not stopping.is_set():
        # The MCP port answers a plain GET with an error status, which is an answer too.
        if (
            status_of(host, addresses.api_port, "/livez") == http.HTTPStatus.OK
            and status_of(host, addresses.mcp_port, "/") is not None
        ):
            return True
        stopping.wait(POLL_SECONDS)
    return False


def ready_lines(addresses: Addresses, supervisorctl: str) -> list[str]:
    """Return lines with the URLs of the stack; that of the page only if it is served."""
    root, api = addresses.root_path, addresses.api_port
    example = f"{root}/generate?data=123456789&format=code128"
    mcp = addresses.url("ws", api, f"{root}/mcp/ws/my-client")
    lines = [f"theBarcodeAPI {__version__} is running:"]
    # The page can be switched off, and a URL that answers 404 misleads.
    if status_of(addresses.reachable_host, api, "/") == http.HTTPStatus.OK:
        lines.append(f"  page    {addresses.url('http', api, '/')}")
    return [
        *lines,
        f"  API     {addresses.url('http', api, example)}",
        f"  MCP     {mcp}  (also on port {addresses.mcp_port})",
        f"  status  {supervisorctl} status",
        LAST_LINE,
    ]
