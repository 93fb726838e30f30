"""Version 1 of the Python SDK over stdio, with a root: saves a picture there and reads it again.

The arguments are the command of the server and the root.
"""

import asyncio
import json
import sys
from pathlib import Path

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.types import ListRootsResult, Root


async def main(command: str, root: str) -> None:
    async def roots(context: object) -> ListRootsResult:
        return ListRootsResult(roots=[Root(uri=Path(root).as_uri())])

    async with (
        stdio_client(StdioServerParameters(command=command)) as streams,
        ClientSession(*streams, list_roots_callback=roots) as session,
    ):
        await session.initialize()
        arguments = {"data": "123456789", "format": "code128", "save_as": f"{root}/a.png"}
        saved = await session.call_tool("barcode_generator", arguments)
        while saved.isError and "roots" in saved.content[0].text:
            # The server has not received the roots yet.
            saved = await session.call_tool("barcode_generator", arguments)
        read = await session.call_tool("barcode_decoder", {"path": "a.png"})
        outside = await session.call_tool("barcode_decoder", {"path": "/etc/hostname"})
        answers = (saved, read, outside)
        print(json.dumps([[each.isError, each.content[-1].text] for each in answers]))


asyncio.run(main(*sys.argv[1:]))
