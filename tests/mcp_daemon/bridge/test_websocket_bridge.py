"""A server that restarts behind a WebSocket: the bridge keeps its client connected.

Expectations: docs/mcp.md. Every request is answered once, by the server or with an error.
"""

import json
from pathlib import Path

from tests.common.mcp.client import initialize
from tests.common.mcp.offering import Gatekeeper
from tests.mcp_daemon.child import start_bridge
from tests.mcp_daemon.conftest import Start
from tests.mcp_daemon.messages import call, ping
from tests.mcp_daemon.running import RunningGunicorn
from tests.servers.waiting import WAIT_SECONDS


def test_lost_connection_is_reopened_and_the_session_recreated(
    start: Start, gunicorn: RunningGunicorn, keeper: Gatekeeper, tmp_path: Path
) -> None:
    """docs/mcp.md: the bridge reconnects and repeats handshake and subscriptions."""
    daemon = start()
    child = start_bridge(f"ws://127.0.0.1:{gunicorn.port}/api/v1/mcp/ws/bridge", tmp_path)
    child.send(json.dumps(initialize("2025-03-26")))
    assert child.receive()["result"]["protocolVersion"] == "2025-03-26"
    params = {"uri": "count://er"}
    subscribe = {"jsonrpc": "2.0", "id": 1, "method": "resources/subscribe", "params": params}
    child.send(json.dumps(subscribe), call(2, "wait"))
    assert child.receive()["id"] == 1
    assert keeper.entered.acquire(timeout=WAIT_SECONDS)
    # The call runs longer than the daemon waits for it.
    daemon.request_stop()
    lost = child.receive()
    assert (lost["id"], lost["error"]["code"]) == (2, -32603)
    assert "Send the request again" in lost["error"]["message"]
    keeper.gate.set()
    daemon.join()
    start()
    # Only 2025-03-26 accepts a batch.
    child.send(f"[{ping(3)}]")
    assert child.receive() == [{"jsonrpc": "2.0", "id": 3, "result": {}}]
    assert child.end_input() == []
    assert child.process.returncode == 0
