"""The Python SDK v2 over WebSocket, by a transport of our own: python python_v2_ws.py URL [MODE].

The SDK has none. It is thirty lines long, as docs/mcp.md shows it.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
from exercise import exercise
from mcp import Client
from mcp.shared.message import SessionMessage
from mcp_types.jsonrpc import jsonrpc_message_adapter
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol


@asynccontextmanager
async def websocket(url: str) -> AsyncIterator[tuple[Any, Any]]:
    """Carry JSON-RPC messages, one a text frame."""
    received, read = anyio.create_memory_object_stream[SessionMessage | Exception](0)
    write, sent = anyio.create_memory_object_stream[SessionMessage](0)

    async def reading(socket: Any) -> None:
        async with received:
            async for text in socket:
                await received.send(SessionMessage(jsonrpc_message_adapter.validate_json(text)))

    async def writing(socket: Any) -> None:
        async with sent:
            async for message in sent:
                await socket.send(
                    message.message.model_dump_json(by_alias=True, exclude_unset=True)
                )

    async with (
        connect(url, subprotocols=[Subprotocol("mcp")]) as socket,
        anyio.create_task_group() as tasks,
    ):
        tasks.start_soon(reading, socket)
        tasks.start_soon(writing, socket)
        yield read, write
        tasks.cancel_scope.cancel()


async def main(url: str, mode: str) -> None:
    async with Client(websocket(url), mode=mode) as client:
        await exercise(client, client.server_info.name)


asyncio.run(main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "auto"))
