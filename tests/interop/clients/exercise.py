"""The requests of every Python client: each once, with the answers printed as one line of JSON."""

import json
from typing import Any


async def exercise(session: Any, server: str) -> None:
    tools = await session.list_tools()
    resources = await session.list_resources()
    read = await session.read_resource("health://status")
    arguments = {"data": "123456789", "format": "code128", "width": 200, "height": 100}
    drawn = await session.call_tool("barcode_generator", arguments)
    refused = await session.call_tool("barcode_generator", {"data": "12", "format": "ean13"})
    image = drawn.content[0].data
    decoded = await session.call_tool("barcode_decoder", {"image": image})
    answers = {
        "server": server,
        "tools": [tool.name for tool in tools.tools],
        "resources": [str(resource.uri) for resource in resources.resources],
        "health": json.loads(read.contents[0].text)["status"],
        "image": image,
        "decoded": decoded.model_dump(by_alias=True)["structuredContent"]["barcodes"][0]["text"],
        "text": drawn.content[1].text,
        "refused": refused.model_dump(by_alias=True)["isError"],
    }
    print(json.dumps(answers))
