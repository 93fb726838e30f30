"""A server that restarts behind HTTP: the bridge keeps its client connected.

Expectations: docs/mcp.md. Every request is answered once, by the server or with an error.
"""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.common.mcp.client import envelope
from tests.mcp_daemon.child import start_bridge
from tests.mcp_daemon.messages import ping
from tests.servers.waiting import WAIT_SECONDS


class Server:
    """An HTTP server that can be stopped and started, and records its requests.

    Attributes:
        seen: headers and message of each POST.
    """

    def __init__(self) -> None:
        self.seen: list[tuple[dict[str, str], Any]] = []
        self.release = threading.Event()
        self.port = 0
        self.start()

    def start(self) -> None:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                message = json.loads(body)
                server.seen.append((dict(self.headers), message))
                if message["method"] == "slow":
                    server.release.wait(WAIT_SECONDS)
                answer = {"jsonrpc": "2.0", "id": message.get("id"), "result": {}}
                text = json.dumps(answer).encode() if "id" in message else b""
                self.send_response(200 if text else 202)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *arguments: object) -> None:
                """Print nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.release.set()
    running.stop()


def test_request_to_a_stopped_server_is_answered_and_the_next_one_carried(
    server: Server, tmp_path: Path
) -> None:
    """docs/mcp.md: the bridge answers with an error, and continues later."""
    child = start_bridge(
        f"http://127.0.0.1:{server.port}/mcp", tmp_path, BARCODE_API_TOKEN="secret"
    )
    child.send(ping(1))
    assert child.receive()["result"] == {}
    assert server.seen[0][0]["Authorization"] == "Bearer secret"
    server.stop()
    child.send(ping(2), '{"jsonrpc":"2.0","method":"notifications/x"}')
    refused = child.receive()
    assert (refused["id"], refused["error"]["code"]) == (2, -32603)
    server.start()
    child.send(ping(3))
    assert child.receive()["result"] == {}
    assert child.end_input() == []
    assert child.process.returncode == 0


def test_message_with_an_unusual_name_is_carried_or_answered(
    server: Server, tmp_path: Path
) -> None:
    """SEP-2243: a name beyond ASCII is sent as base64; half a surrogate pair can't be encoded."""
    child = start_bridge(f"http://127.0.0.1:{server.port}/mcp", tmp_path)
    params = {"_meta": envelope(), "name": "\ud800"}
    odd = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    child.send(json.dumps(odd))
    refused = child.receive()
    assert (refused["id"], refused["error"]["code"]) == (1, -32603)
    child.send(json.dumps(odd | {"id": 2, "method": "a\nb"}))
    assert child.receive() == {"jsonrpc": "2.0", "id": 2, "result": {}}
    assert server.seen[0][0]["Mcp-Method"] == "=?base64?YQpi?="
    assert child.end_input() == []
    assert child.process.returncode == 0


def test_answer_to_a_cancelled_request_is_not_carried(server: Server, tmp_path: Path) -> None:
    """Cancellation: it gets no answer; over HTTP only the bridge can match it to its POST."""
    child = start_bridge(f"http://127.0.0.1:{server.port}/mcp", tmp_path)
    child.send(ping(1))
    child.receive()
    child.send(ping(2).replace("ping", "slow"))
    cancel = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 2}}
    child.send(json.dumps(cancel), ping(3))
    assert child.receive()["id"] == 3
    server.release.set()
    assert child.end_input() == []
