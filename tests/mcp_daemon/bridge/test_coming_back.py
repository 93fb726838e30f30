"""A server that goes and comes back behind the bridge: the client goes on.

Expectations: docs/mcp.md. Every request is answered once, by the server or with an error.
"""

import json
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.common.mcp.client import envelope, initialize
from tests.common.mcp.offering import Gatekeeper
from tests.mcp_daemon.child import Child
from tests.mcp_daemon.conftest import Start
from tests.mcp_daemon.running import WAIT_SECONDS, RunningGunicorn
from tests.mcp_daemon.talking import call, ping


def bridge(url: str, folder: Path, **variables: str) -> Child:
    return Child([sys.executable, "-m", "mcp_daemon.bridge", url], folder, **variables)


def test_socket_that_is_lost_is_opened_again_and_the_session_repeated(
    start: Start, gunicorn: RunningGunicorn, keeper: Gatekeeper, tmp_path: Path
) -> None:
    daemon = start()
    child = bridge(f"ws://127.0.0.1:{gunicorn.port}/api/v1/mcp/ws/bridge", tmp_path)
    child.say(json.dumps(initialize("2025-03-26")))
    assert child.hear()["result"]["protocolVersion"] == "2025-03-26"
    params = {"uri": "count://er"}
    asked = {"jsonrpc": "2.0", "id": 1, "method": "resources/subscribe", "params": params}
    child.say(json.dumps(asked), call(2, "wait"))
    assert child.hear()["id"] == 1
    assert keeper.entered.acquire(timeout=WAIT_SECONDS)
    # It does not end within what a daemon waits for.
    daemon.ask_to_stop()
    lost = child.hear()
    assert (lost["id"], lost["error"]["code"]) == (2, -32603)
    assert "Ask again" in lost["error"]["message"]
    keeper.gate.set()
    daemon.join()
    start()
    # A batch is for those who agreed on 2025-03-26.
    child.say(f"[{ping(3)}]")
    assert child.hear() == [{"jsonrpc": "2.0", "id": 3, "result": {}}]
    assert child.end_input() == []
    assert child.process.returncode == 0


class Server:
    """An HTTP server that answers as it is told, and remembers what it was asked.

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
                """Say nothing."""

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


def test_request_to_a_server_that_is_away_is_answered_and_the_next_one_carried(
    server: Server, tmp_path: Path
) -> None:
    child = bridge(f"http://127.0.0.1:{server.port}/mcp", tmp_path, BARCODE_API_TOKEN="secret")
    child.say(ping(1))
    assert child.hear()["result"] == {}
    assert server.seen[0][0]["Authorization"] == "Bearer secret"
    server.stop()
    child.say(ping(2), '{"jsonrpc":"2.0","method":"notifications/x"}')
    refused = child.hear()
    assert (refused["id"], refused["error"]["code"]) == (2, -32603)
    server.start()
    child.say(ping(3))
    assert child.hear()["result"] == {}
    assert child.end_input() == []
    assert child.process.returncode == 0


def test_message_that_fits_no_header_is_carried_or_answered_and_the_next_one_too(
    server: Server, tmp_path: Path
) -> None:
    """SEP-2243: what is no plain text goes as base64; half a surrogate pair has none."""
    child = bridge(f"http://127.0.0.1:{server.port}/mcp", tmp_path)
    params = {"_meta": envelope(), "name": "\ud800"}
    odd = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    child.say(json.dumps(odd))
    refused = child.hear()
    assert (refused["id"], refused["error"]["code"]) == (1, -32603)
    child.say(json.dumps(odd | {"id": 2, "method": "a\nb"}))
    assert child.hear() == {"jsonrpc": "2.0", "id": 2, "result": {}}
    assert server.seen[0][0]["Mcp-Method"] == "=?base64?YQpi?="
    assert child.end_input() == []
    assert child.process.returncode == 0


def test_answer_to_what_was_cancelled_is_not_carried(server: Server, tmp_path: Path) -> None:
    """Cancellation: nothing is sent for it; over HTTP only the bridge knows which POST it was."""
    child = bridge(f"http://127.0.0.1:{server.port}/mcp", tmp_path)
    child.say(ping(1))
    child.hear()
    child.say(ping(2).replace("ping", "slow"))
    cancel = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 2}}
    child.say(json.dumps(cancel), ping(3))
    assert child.hear()["id"] == 3
    server.release.set()
    assert child.end_input() == []
