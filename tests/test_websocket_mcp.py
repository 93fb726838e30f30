#!/usr/bin/env python3
"""Run an MCP session with a running server, and print its messages.

`python3 tests/test_websocket_mcp.py [ws://localhost:8000/api/v1/mcp/ws/test-client]`; any python3
works: the script finds the clone's .venv. pytest collects the same file, starts servers of its own
and checks their answers.
"""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from common.cli import reexec_in_venv

    reexec_in_venv.ensure("websockets")

import base64
import json
import os
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import zxingcpp
from PIL import Image
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

# The messages of the product's documentation, unchanged.
INITIALIZE = (
    '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"1.0.0",'
    '"clientInfo":{"name":"my-client","version":"1.0.0"}}}'
)
GENERATE = (
    '{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"barcode_generator",'
    '"arguments":{"data":"123456789","format":"code128","width":200,"height":100}}}'
)
INITIALIZED = '{"jsonrpc":"2.0","method":"notifications/initialized"}'
REQUESTS = (
    INITIALIZE,
    INITIALIZED,
    '{"jsonrpc":"2.0","id":3,"method":"ping"}',
    '{"jsonrpc":"2.0","id":4,"method":"tools/list"}',
    GENERATE,
    '{"jsonrpc":"2.0","id":5,"method":"resources/list"}',
    '{"jsonrpc":"2.0","id":6,"method":"resources/read","params":{"uri":"health://status"}}',
    '{"jsonrpc":"2.0","id":7,"method":"resources/read","params":{"uri":"metrics://system"}}',
)
WAIT_SECONDS = 30.0
MAX_PRINTED = 400


def exchange(client: ClientConnection, request: str) -> dict[str, Any] | None:
    """Send *request*; return its answer, or None for a notification."""
    client.send(request)
    identity = json.loads(request).get("id")
    while identity is not None:
        answer: dict[str, Any] = json.loads(client.recv(timeout=WAIT_SECONDS))
        if answer.get("id") == identity:
            return answer
    return None


def run_session(
    url: str, requests: Sequence[str] = REQUESTS
) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """Yield each of *requests* with its answer."""
    with connect(
        url,
        subprotocols=[Subprotocol("mcp")],
        open_timeout=WAIT_SECONDS,
        close_timeout=1,
        proxy=None,
    ) as client:
        for request in requests:
            yield request, exchange(client, request)


def shorten(message: object) -> str:
    """Return *message* as one line of limited length."""
    text = message if isinstance(message, str) else json.dumps(message, ensure_ascii=False)
    return text if len(text) <= MAX_PRINTED else f"{text[:MAX_PRINTED]}… ({len(text)} characters)"


def main() -> int:
    """Run the session and print it; return 0 if every request got a result."""
    port = os.environ.get("API_PORT") or 8000
    default = f"ws://localhost:{port}/api/v1/mcp/ws/test-client"
    url = sys.argv[1] if len(sys.argv) > 1 else default
    failures = 0
    print(f"Connecting to {url}")
    try:
        for request, answer in run_session(url):
            print(f"→ {shorten(request)}")
            if answer is not None:
                print(f"← {shorten(answer)}")
                result = answer.get("result", {"isError": True})
                failures += bool(result.get("isError"))
    except (OSError, WebSocketException, ValueError) as error:
        print(f"The session with {url} failed: {error}", file=sys.stderr)
        return 1
    print("Every request got a result." if not failures else f"{failures} requests failed.")
    return 1 if failures else 0


def read_back(data: str) -> list[tuple[str, str]]:
    """Return what an independent decoder reads in a picture, given as base64."""
    picture = Image.open(BytesIO(base64.b64decode(data)))
    assert picture.size == (200, 100)
    return [(found.format.name, found.text) for found in zxingcpp.read_barcodes(picture)]


def test_documented_conversation_gets_a_barcode_that_scans(mcp_url: str) -> None:
    """The two messages of the product's documentation, directly one after the other."""
    (_, hello), (_, drawn) = run_session(mcp_url, (INITIALIZE, GENERATE))
    assert hello is not None
    assert hello["result"]["protocolVersion"] == "1.0.0"
    assert hello["result"]["serverInfo"]["name"] == "theBarcodeAPI"
    assert drawn is not None
    assert drawn["result"]["isError"] is False
    image, text = drawn["result"]["content"]
    assert image["mimeType"] == "image/png"
    assert read_back(image["data"]) == [("Code128", "123456789")]
    assert "123456789" in text["text"]


def test_every_request_of_the_script_gets_a_result(mcp_url: str) -> None:
    """JSON-RPC 2.0, 5: a response has the id of its request."""
    answers = [answer for _, answer in run_session(mcp_url) if answer is not None]
    assert [answer["id"] for answer in answers] == [1, 3, 4, 2, 5, 6, 7]
    assert all("result" in answer for answer in answers)


def test_health_and_metrics_are_listed_and_readable(mcp_url: str) -> None:
    """docs/mcp.md: resources health://status and metrics://system."""
    answers = {a["id"]: a["result"] for _, a in run_session(mcp_url) if a is not None}
    uris = {resource["uri"] for resource in answers[5]["resources"]}
    assert {"health://status", "metrics://system"} <= uris
    health = json.loads(answers[6]["contents"][0]["text"])
    assert health["status"] == "ok"
    assert health["mcp_status"] == "ok"
    metrics = json.loads(answers[7]["contents"][0]["text"])
    assert metrics["active_connections"] >= 1


if __name__ == "__main__":
    sys.exit(main())
