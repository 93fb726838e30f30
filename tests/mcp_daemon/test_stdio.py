"""Standard input and output: the server of its own, and the bridge to a running one.

One suite runs over all. Expectations: the stdio transport (one message a line, nothing else on
standard output), and what the same messages get over a WebSocket.
"""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from common import settings
from common.services.container import open_services
from tests.mcp_daemon.child import Child
from tests.mcp_daemon.running import ROOT, WAIT_SECONDS, eventually
from tests.test_websocket_mcp import GENERATE, INITIALIZE, INITIALIZED, read_back

WAYS = ("own server", "bridge to daemon", "bridge to Gunicorn", "bridge to HTTP")


def command(way: str, ports: dict[str, int]) -> list[str]:
    path = "/api/v1/mcp/ws/stdio"
    where = {
        "own server": [],
        "bridge to daemon": [f"ws://127.0.0.1:{ports['daemon']}{path}"],
        "bridge to Gunicorn": [f"ws://127.0.0.1:{ports['gunicorn']}{path}"],
        "bridge to HTTP": [f"http://127.0.0.1:{ports['gunicorn']}/mcp"],
    }[way]
    return [sys.executable, "-m", "common.cli", "mcp-bridge" if where else "mcp", *where]


@pytest.fixture(params=WAYS)
def child(
    request: pytest.FixtureRequest, mcp_ports: dict[str, int], tmp_path: Path
) -> Iterator[Child]:
    running = Child(command(request.param, mcp_ports), tmp_path)
    yield running
    running.process.kill()
    running.process.communicate()


def test_documented_conversation_gets_a_barcode_that_scans(child: Child) -> None:
    child.say(INITIALIZE)
    assert child.hear()["result"]["protocolVersion"] == "1.0.0"
    child.say(INITIALIZED, GENERATE)
    answer = child.hear()
    assert answer["id"] == 2
    assert read_back(answer["result"]["content"][0]["data"]) == [("Code128", "123456789")]


def test_what_is_asked_before_the_input_ends_is_answered(child: Child) -> None:
    """Transports, stdio: the client closes the input; the server then ends by itself."""
    child.say(INITIALIZE)
    child.hear()
    lines = [json.dumps({"jsonrpc": "2.0", "id": n, "method": "tools/list"}) for n in range(5)]
    child.say(*lines)
    assert {answer["id"] for answer in child.end_input()} == set(range(5))
    assert child.process.returncode == 0


def test_rubbish_is_answered_with_a_parse_error(child: Child) -> None:
    child.say("rubbish", "")
    answer = child.hear()
    assert (answer["id"], answer["error"]["code"]) == (None, -32700)


def test_signal_ends_the_process(child: Child) -> None:
    child.say(INITIALIZE)
    child.hear()
    child.process.send_signal(signal.SIGTERM)
    assert child.process.wait(WAIT_SECONDS) == 0


def test_stateless_requests_need_no_handshake(child: Child) -> None:
    prefix = "io.modelcontextprotocol/"
    meta = {f"{prefix}protocolVersion": "2026-07-28", f"{prefix}clientCapabilities": {}}
    params: dict[str, Any] = {"name": "symbology_list", "arguments": {"search": "qr"}}
    request = {"jsonrpc": "2.0", "id": "ä", "method": "tools/call", "params": params}
    params["_meta"] = meta
    child.say(json.dumps(request))
    answer = child.hear()
    assert (answer["id"], answer["result"]["resultType"]) == ("ä", "complete")


def test_a_call_is_logged_from_the_level_that_its_request_names(child: Child) -> None:
    """2026-07-28, logging: none without a level, and none below it; the same on every transport."""
    prefix = "io.modelcontextprotocol/"
    meta = {f"{prefix}protocolVersion": "2026-07-28", f"{prefix}clientCapabilities": {}}
    arguments = {"data": "123456", "format": "code128", "width": 100}
    request = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
    for level, expected in ((None, 0), ("warning", 0), ("notice", 1), ("debug", 1)):
        named = {} if level is None else {f"{prefix}logLevel": level}
        params = {"name": "barcode_generator", "arguments": arguments, "_meta": meta | named}
        child.say(json.dumps(request | {"params": params}))
        *told, answer = [child.hear() for _ in range(expected + 1)]
        assert [message["params"]["level"] for message in told] == ["notice"] * expected
        assert answer["result"]["content"][0]["type"] == "image"


@pytest.mark.parametrize("module", ["mcp_daemon", "mcp_daemon.stdio"])
@pytest.mark.parametrize(
    ("name", "value"),
    [("DATA_DIR", "/proc/nope"), ("REDIS_URL", "redis://h/abc"), ("API_PORT", "x")],
)
def test_server_says_in_a_line_why_it_can_not_start(
    module: str, name: str, value: str, tmp_path: Path
) -> None:
    child = Child([sys.executable, "-m", module], tmp_path, **{"DATA_DIR": "data", name: value})
    assert child.end_input() == []
    assert child.process.returncode == 2
    (line,) = (tmp_path / "stderr").read_text().splitlines()
    assert "can't start" in line
    assert value in line or name in line


def test_own_server_takes_a_line_too_long_as_rubbish(tmp_path: Path) -> None:
    child = Child(
        [sys.executable, "-m", "mcp_daemon.stdio"], tmp_path, MCP_MAX_MESSAGE_BYTES="2000"
    )
    child.say("x" * 10_000, INITIALIZE)
    answers = child.end_input()
    assert answers[0]["error"]["code"] == -32700
    assert answers[1]["id"] == 1


def test_own_server_ends_though_its_answers_are_not_read(tmp_path: Path) -> None:
    """Lifecycle, shutdown, stdio: the server ends on SIGTERM, before it has to be killed."""
    child = Child([sys.executable, "-m", "mcp_daemon.stdio"], tmp_path)
    child.say(INITIALIZE)
    child.hear()
    assert child.process.stdin is not None
    asked = b'{"jsonrpc":"2.0","id":1,"method":"tools/list"}\n' * 1000
    # A pipe holds 64 KiB, an answer takes 24: nothing of this fits after the first few.
    os.set_blocking(child.process.stdin.fileno(), False)
    with suppress(BlockingIOError):
        child.process.stdin.write(asked)
        child.process.stdin.flush()
    select.select([child.process.stdout], [], [], WAIT_SECONDS)
    child.process.send_signal(signal.SIGTERM)
    assert child.process.wait(2 * WAIT_SECONDS) == 0
    with suppress(BrokenPipeError):
        child.process.communicate()


def test_own_server_ends_where_there_is_no_input(tmp_path: Path) -> None:
    """Some launchers start a program with its standard input closed."""
    command = f"exec {sys.executable} -m mcp_daemon.stdio <&-"
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        capture_output=True,
        timeout=2 * WAIT_SECONDS,
        check=False,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert (done.returncode, done.stdout) == (0, b"")


def test_own_server_is_well_beside_a_stack_without_its_daemon_which_is_not(tmp_path: Path) -> None:
    """With the stack's DATA_DIR; the stack answers WebSockets with 503 meanwhile."""
    with open_services(settings.load({"DATA_DIR": str(tmp_path)}), process="rest") as stack:
        child = Child([sys.executable, "-m", "mcp_daemon.stdio"], tmp_path, DATA_DIR=str(tmp_path))
        child.say(INITIALIZE)
        child.hear()
        eventually(lambda: stack.connections.count() == 1)
        assert stack.health().mcp_status == "unavailable"
        read = {"method": "resources/read", "params": {"uri": "health://status"}}
        child.say(json.dumps({"jsonrpc": "2.0", "id": 2, **read}))
        (contents,) = child.hear()["result"]["contents"]
        assert json.loads(contents["text"])["status"] == "ok"
        child.end_input()


def test_own_server_leaves_nothing_behind(tmp_path: Path) -> None:
    child = Child([sys.executable, "-m", "mcp_daemon.stdio"], tmp_path, TMPDIR=str(tmp_path))
    child.say(INITIALIZE)
    child.end_input()
    assert [path.name for path in tmp_path.iterdir()] == ["stderr"]


@pytest.mark.parametrize("url", ["ws://127.0.0.1:1/api/v1/mcp/ws/x", "http://127.0.0.1:1/mcp"])
def test_bridge_to_nowhere_says_so(url: str, tmp_path: Path) -> None:
    child = Child([sys.executable, "-m", "common.cli", "mcp-bridge", url], tmp_path)
    child.say(INITIALIZE)
    assert child.end_input() == []
    assert child.process.returncode == 1
    assert f"mcp-bridge: {url}" in (tmp_path / "stderr").read_text()


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://x", ""])
def test_bridge_names_the_addresses_that_it_takes(url: str, tmp_path: Path) -> None:
    child = Child([sys.executable, "-m", "common.cli", "mcp-bridge", url], tmp_path)
    assert child.end_input() == []
    assert child.process.returncode == 1
    assert "ws://" in (tmp_path / "stderr").read_text()
