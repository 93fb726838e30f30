"""The Python SDK v2 over standard streams: python python_v2_stdio.py COMMAND ARGUMENT…."""

import asyncio
import sys

from exercise import exercise
from mcp import Client, StdioServerParameters


async def main(command: str, *arguments: str) -> None:
    async with Client(StdioServerParameters(command=command, args=list(arguments))) as client:
        await exercise(client, client.server_info.name)


asyncio.run(main(*sys.argv[1:]))
