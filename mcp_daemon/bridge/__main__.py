"""Start the bridge. BARCODE_API_TOKEN in the environment is sent as a bearer token."""

import asyncio
import os
import sys
from urllib.parse import urlsplit

from mcp_daemon.bridge.http_bridge import HttpBridge
from mcp_daemon.bridge.messages import MAX_MESSAGE_BYTES, BridgeFailed
from mcp_daemon.bridge.websocket_bridge import WebSocketBridge
from mcp_daemon.transport import (
    LineTransport,
    TransportClosed,
    run_until_signal,
    take_standard_streams,
)

TOKEN_VARIABLE = "BARCODE_API_TOKEN"  # noqa: S105  (the name of a variable)
WEBSOCKET, HTTP = ("ws", "wss"), ("http", "https")


def main() -> int:
    """Carry messages until the input ends, and return the exit status."""
    if len(sys.argv) != 2 or urlsplit(sys.argv[1]).scheme not in (*WEBSOCKET, *HTTP):
        print("usage: python -m mcp_daemon.bridge ws://… or http://…", file=sys.stderr)
        return 2
    source, target = take_standard_streams()
    try:
        asyncio.run(carry(source, target, sys.argv[1], os.environ.get(TOKEN_VARIABLE, "")))
    except BridgeFailed as error:
        print(f"mcp-bridge: {error}", file=sys.stderr)
        return 1
    except TransportClosed:
        # The client has ended, so there is no one to report an error to.
        return 0
    return 0


async def carry(source: int, target: int, url: str, token: str) -> None:
    """Carry messages between standard streams and the server at *url*.

    Raises:
        BridgeFailed: the server can't be reached.
        TransportClosed: the client has disconnected.
    """
    transport = LineTransport(source, target, MAX_MESSAGE_BYTES)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    kind = WebSocketBridge if urlsplit(url).scheme in WEBSOCKET else HttpBridge
    await run_until_signal(transport, kind(transport, url, headers).run())


if __name__ == "__main__":
    sys.exit(main())
