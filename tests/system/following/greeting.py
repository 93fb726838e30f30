"""Opens a session with an MCP server that a client's configuration describes."""

import json
import subprocess
import urllib.request
from collections.abc import Mapping, Sequence
from typing import Any

from websockets.sync.client import connect
from websockets.typing import Subprotocol

SECONDS = 30.0
INITIALIZE = (
    '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",'
    '"capabilities":{},"clientInfo":{"name":"documents","version":"1"}}}'
)


def greet(server: Mapping[str, Any], environ: Mapping[str, str]) -> None:
    """Initialize the *server* of a client's configuration; fail if it is another product."""
    variables = {**environ, **server.get("env", {})}
    url = server.get("url", "")
    if "command" in server:
        answer = over_stdio([server["command"], *server.get("args", [])], variables)
    elif url.startswith("ws"):
        answer = over_websocket(url, [INITIALIZE])[0]
    else:
        answer = over_http(url)
    assert answer["result"]["serverInfo"]["name"] == "theBarcodeAPI", answer


def over_stdio(command: Sequence[str], environ: Mapping[str, str]) -> Any:
    """Start *command*, as MCP clients do, and return its answer."""
    done = subprocess.run(
        command,
        input=f"{INITIALIZE}\n",
        env=dict(environ),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[0])


def over_http(url: str) -> Any:
    """Return the answer to a POST."""
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
    }
    request = urllib.request.Request(url, INITIALIZE.encode(), headers)
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        return json.loads(answer.read())


def over_websocket(url: str, frames: Sequence[str]) -> list[Any]:
    """Send the requests *frames* and return their answers in order."""
    with connect(url, subprotocols=[Subprotocol("mcp")], proxy=None) as socket:
        answers = []
        for frame in frames:
            socket.send(frame)
            answers.append(json.loads(socket.recv(timeout=SECONDS)))
        return answers
