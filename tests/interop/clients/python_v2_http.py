"""The Python SDK v2 over Streamable HTTP, as each era: python python_v2_http.py URL [MODE]."""

import asyncio
import sys

from exercise import exercise
from mcp import Client


async def main(url: str, mode: str) -> None:
    async with Client(url, mode=mode) as client:
        await exercise(client, client.server_info.name)


asyncio.run(main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "auto"))
