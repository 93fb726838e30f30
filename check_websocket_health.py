#!/usr/bin/env python3
"""Checks a running service: HTTP health, and a real MCP conversation over its WebSocket.

`python3 check_websocket_health.py [--url http://localhost:8000]` prints one line and exits with
0 or 1. Any python3 will do: it finds the clone's .venv.
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
ANYWHERE = ("", "0.0.0.0", "::")  # noqa: S104  (compared, not bound)


class Unhealthy(Exception):
    """The service answers otherwise than a healthy one; the text says how."""


# The last two are what a server that speaks something else makes of its answers.
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
    """Return the address that the service of this environment has on its own machine."""
    host = environ.get("HOST", "")
    host = "localhost" if host in ANYWHERE else host
    return f"http://{f'[{host}]' if ':' in host else host}:{environ.get('API_PORT') or 8000}"


def check_http(url: str) -> str:
    """Return the status that /health tells.

    Raises:
        OSError, ValueError, HTTPException: nothing answers, or not with HTTP and JSON.
        Unhealthy: the status is none that a healthy service has.
    """
    # The machine itself is asked: no proxy between.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"{url}/health", timeout=TIMEOUT_SECONDS) as response:
        health = json.load(response)
    status = health.get("status") if isinstance(health, dict) else None
    if status not in HEALTHY:
        raise Unhealthy(f"/health tells the status {status!r}")
    return str(status)


def ask(socket: ClientConnection, number: int, method: str, params: Message) -> Message:
    """Send one request and return its result.

    Raises:
        TimeoutError, WebSocketException: no answer comes.
        Unhealthy: the answer is an error, or one to something else.
    """
    request = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
    socket.send(json.dumps(request))
    answer = json.loads(socket.recv(timeout=TIMEOUT_SECONDS))
    result = answer.get("result") if isinstance(answer, dict) else None
    if not isinstance(result, dict) or answer.get("id") != number:
        raise Unhealthy(f"{method} is answered with {json.dumps(answer)[:200]}")
    return cast("Message", result)


def check_websocket(url: str) -> str:
    """Hold a conversation over *url* and return the server's name.

    Raises:
        OSError, WebSocketException, ValueError, Unhealthy: it does not go as it should.
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
        server = ask(socket, 1, "initialize", params)["serverInfo"]
        socket.send(json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"}))
        ask(socket, 2, "ping", {})
    return f"{server['name']} {server['version']}"


def check(url: str, root_path: str) -> str:
    """Check the service at *url*; return one line that tells how it is.

    Raises:
        OSError, HTTPException, WebSocketException, ValueError, LookupError, TypeError, Unhealthy:
            it is not well.
    """
    status = check_http(url)
    websocket = "ws" + url.removeprefix("http") + f"{root_path}/mcp/ws/health-check"
    return f"{status}: {url}/health and {websocket} answer ({check_websocket(websocket)})"


def main() -> int:
    """Check, tell and return the exit status."""
    parser = argparse.ArgumentParser(description="Check a running theBarcodeAPI.")
    parser.add_argument(
        "--url", default=default_url(os.environ), help="where it is (default: %(default)s)"
    )
    url = parser.parse_args().url.rstrip("/")
    if not url.startswith(("http://", "https://")):
        print(f"--url must begin with http:// or https://, not {url!r}", file=sys.stderr)
        return 1
    try:
        print(check(url, os.environ.get("ROOT_PATH", "/api/v1").rstrip("/")))
    except FAILURES as error:
        print(
            f"unhealthy: {url}: {str(error) or type(error).__name__}".splitlines()[0],
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
