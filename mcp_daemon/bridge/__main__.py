"""Starts the bridge. BARCODE_API_TOKEN in the environment is sent as a bearer token."""

import asyncio
import os
import sys
from urllib.parse import urlsplit

from mcp_daemon.bridge.http_bridge import HttpBridge
from mcp_daemon.bridge.messages import MOST_BYTES, BridgeFailed
from mcp_daemon.bridge.websocket_bridge import SocketBridge
from mcp_daemon.stdio import run_until_signal, take_standard_streams
from mcp_daemon.transport import LineTransport, TransportClosed

TOKEN = "BARCODE_API_TOKEN"  # noqa: S105  (the name of a variable)
WEBSOCKET, HTTP = ("ws", "wss"), ("http", "https")


def main() -> int:
    """Carry messages until the input ends; return the exit status."""
    if len(sys.argv) != 2 or urlsplit(sys.argv[1]).scheme not in (*WEBSOCKET, *HTTP):
        print("usage: python -m mcp_daemon.bridge ws://… or http://…", file=sys.stderr)
        return 2
    source, target = take_standard_streams()
    try:
        asyncio.run(carry(source, target, sys.argv[1], os.environ.get(TOKEN, "")))
    except BridgeFailed as wrong:
        print(f"mcp-bridge: {wrong}", file=sys.stderr)
        return 1
    except TransportClosed:
        # The client is gone.
        return 0
    return 0


async def carry(source: int, target: int, url: str, token: str) -> None:
    """Carry messages between standard streams and the server at *url*.

    Raises:
        BridgeFailed: the server can't be reached.
        WireClosed: the client has gone.
    """
    wire = LineTransport(source, target, MOST_BYTES)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    kind = SocketBridge if urlsplit(url).scheme in WEBSOCKET else HttpBridge
    await run_until_signal(wire, kind(wire, url, headers).run())


if __name__ == "__main__":
    sys.exit(main())
