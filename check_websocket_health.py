#!/usr/bin/env python3
"""Check a running service: its HTTP health, and an MCP session over its WebSocket.

`python3 check_websocket_health.py [--url http://localhost:8000]` prints one line and exits with
0 or 1. Any python3 works: the script finds the clone's .venv.
"""

from common.cli import reexec_in_venv

reexec_in_venv.ensure("websockets")

import argparse  # noqa: E402  (only now is this the Python that has the packages)
import json  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
import urllib.request  # noqa: E402
from collections.abc import Mapping  # noqa: E402
from http.client import HTTPException  # noqa: E402
from typing import Any, cast  # noqa: E402

from websockets.exceptions import WebSocketException  # noqa: E402
from websockets.sync.client import ClientConnection, connect  # noqa: E402

Message = dict[str, Any]
TIMEOUT_SECONDS = 5.0
HEALTHY = ("ok", "degraded")
ALL_INTERFACES = ("", "0.0.0.0", "::")  # noqa: S104  (compared, not bound)


class Unhealthy(Exception):
    """The service does not answer as a healthy one; the text says how."""


# LookupError and TypeError: the answers of a server of another kind have other fields.
FAILURES = (
    OSError,
    HTTPException,
    WebSocketException,
    ValueError,
    Unhealthy,
    LookupError,
    TypeError,
)


def default_url(environ: Mapping[str, str]) -> str:
    """Return the URL of the service with this environment, from its own machine."""
    host = environ.get("HOST", "")
    host = "localhost" if host in ALL_INTERFACES else host
    return f"http://{f'[{host}]' if ':' in host else host}:{environ.get('API_PORT') or 8000}"


def check_http(url: str) -> str:
    """Return the status in the answer of /health.

    Raises:
        OSError, ValueError, HTTPException: there is no answer, or it is not HTTP and JSON.
        Unhealthy: the status is not one of a healthy service.
    """
    # Without the proxy of the environment: the check is of this service only.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"{url}/health", timeout=TIMEOUT_SECONDS) as response:
        health = json.load(response)
    status = health.get("status") if isinstance(health, dict) else None
    if status not in HEALTHY:
        raise Unhealthy(f"/health returns the status {status!r}")
    return str(status)


def call(socket: ClientConnection, number: int, method: str, params: Message) -> Message:
    """Send one request and return its result.

    Raises:
        TimeoutError, WebSocketException: there is no answer.
        Unhealthy: the answer is an error, or has another id.
    """
    request = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
    socket.send(json.dumps(request))
    answer = json.loads(socket.recv(timeout=TIMEOUT_SECONDS))
    result = answer.get("result") if isinstance(answer, dict) else None
    # Another server may listen on the port and answer in JSON too.
    if not isinstance(result, dict) or answer.get("id") != number:
        raise Unhealthy(f"{method} was answered with {json.dumps(answer)[:200]}")
    return cast("Message", result)


def check_websocket(url: str) -> str:
    """Run a session at *url*, and return the name and version of the server.

    Raises:
        OSError, WebSocketException, ValueError, Unhealthy: the session fails.
    """
    with connect(
        url,
        subprotocols=["mcp"],  # type: ignore[list-item]  # a NewType of str
        open_timeout=TIMEOUT_SECONDS,
        close_timeout=1,
        proxy=None,
    ) as socket:
        client = {"name": "check_websocket_health", "version": "1"}
        params = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": client}
        server = call(socket, 1, "initialize", params)["serverInfo"]
        socket.send(json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"}))
        call(socket, 2, "ping", {})
    return f"{server['name']} {server['version']}"


def check(url: str, root_path: str) -> str:
    """Check the service at *url*, and return a line with the result.

    Raises:
        OSError, HTTPException, WebSocketException, ValueError, LookupError, TypeError, Unhealthy:
            it is not healthy.
    """
    status = check_http(url)
    websocket = "ws" + url.removeprefix("http") + f"{root_path}/mcp/ws/health-check"
    return f"{status}: {url}/health and {websocket} answer ({check_websocket(websocket)})"


def main() -> int:
    """Check the service, print the result, and return the exit status."""
    parser = argparse.ArgumentParser(description="Check a running theBarcodeAPI.")
    parser.add_argument(
        "--url", default=default_url(os.environ), help="URL of the service (default: %(default)s)"
    )
    url = parser.parse_args().url.rstrip("/")
    if not url.startswith(("http://", "https://")):
        print(f"--url must begin with http:// or https://, not {url!r}", file=sys.stderr)
        return 1
    try:
        print(check(url, os.environ.get("ROOT_PATH", "/api/v1").rstrip("/")))
    except FAILURES as error:
        print(
            # A container engine keeps the first line of the output.
            f"unhealthy: {url}: {str(error) or type(error).__name__}".splitlines()[0],
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
