"""The Python SDK v1 over WebSocket: python python_v1_ws.py URL."""

import asyncio
import sys

from exercise import exercise
from mcp import ClientSession
from mcp.client.websocket import websocket_client
from pydantic import AnyUrl


async def main(url: str) -> None:
    async with websocket_client(url) as streams, ClientSession(*streams) as session:
        hello = await session.initialize()
        read = session.read_resource
        session.read_resource = lambda uri: read(AnyUrl(uri))  # type: ignore[method-assign]
        await session.send_ping()
        await exercise(session, hello.serverInfo.name)


asyncio.run(main(sys.argv[1]))
