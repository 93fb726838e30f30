"""Version 2 of the Python SDK over stdio, with a root: the stateless revision.

The arguments are the command of the server and the root.
"""

import asyncio
import json
import sys
from pathlib import Path

from mcp import Client, StdioServerParameters
from mcp_types import ListRootsResult, Root


async def main(command: str, root: str) -> None:
    async def roots(context: object) -> ListRootsResult:
        return ListRootsResult(roots=[Root(uri=Path(root).as_uri())])

    server = StdioServerParameters(command=command)
    async with Client(server, list_roots_callback=roots) as client:
        arguments = {"data": "123456789", "format": "code128", "save_as": f"{root}/a.png"}
        saved = await client.call_tool("barcode_generator", arguments)
        read = await client.call_tool("barcode_decoder", {"path": f"{root}/a.png"})
        outside = await client.call_tool("barcode_decoder", {"path": "/etc/hostname"})
        answers = (saved, read, outside)
        print(json.dumps([[each.is_error, each.content[-1].text] for each in answers]))


asyncio.run(main(*sys.argv[1:]))
