"""Standard input and output: the stdio server, and the bridge to a running server.

The same tests run over all. Expectations: the stdio transport (one message per line, nothing else
on standard output), and the same answers as over a WebSocket.
"""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from common import settings
from common.services.container import open_services
from tests.mcp_daemon.child import Child, start_bridge
from tests.mcp_daemon.running import ROOT
from tests.servers.waiting import WAIT_SECONDS, eventually
from tests.test_websocket_mcp import GENERATE, INITIALIZE, INITIALIZED, read_back

WAYS = ("own server", "bridge to WebSocket", "bridge to HTTP")


def command(way: str, port: int) -> list[str]:
    target = {
        "own server": [],
        "bridge to WebSocket": [f"ws://127.0.0.1:{port}/api/v1/mcp/ws/stdio"],
        "bridge to HTTP": [f"http://127.0.0.1:{port}/mcp"],
    }[way]
    return [sys.executable, "-m", "common.cli", "mcp-bridge" if target else "mcp", *target]


@contextmanager
def running(way: str, ports: dict[str, int], folder: Path) -> Iterator[Child]:
    child = Child(command(way, ports["gunicorn"]), folder)
    yield child
    child.process.kill()
    child.process.communicate()


@pytest.fixture(params=WAYS)
def child(
    request: pytest.FixtureRequest, mcp_ports: dict[str, int], tmp_path: Path
) -> Iterator[Child]:
    """Run a child for one test, which may end it."""
    with running(request.param, mcp_ports, tmp_path) as started:
        yield started


@pytest.fixture(params=WAYS, scope="module")
def stateless(
    request: pytest.FixtureRequest,
    mcp_ports: dict[str, int],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Child]:
    """Run a child for all tests without a handshake."""
    with running(request.param, mcp_ports, tmp_path_factory.mktemp("stateless")) as started:
        yield started


def test_documented_conversation_gets_a_barcode_that_scans(child: Child) -> None:
    """The messages of the product's documentation; zxing-cpp reads the picture.

    Transports, stdio: the client closes the input, and the server then exits. Requests before that
    are answered.
    """
    child.send(INITIALIZE)
    assert child.receive()["result"]["protocolVersion"] == "1.0.0"
    child.send(INITIALIZED, GENERATE)
    answer = child.receive()
    assert answer["id"] == 2
    assert read_back(answer["result"]["content"][0]["data"]) == [("Code128", "123456789")]
    lines = [json.dumps({"jsonrpc": "2.0", "id": n, "method": "tools/list"}) for n in range(5)]
    child.send(*lines)
    assert {answer["id"] for answer in child.end_input()} == set(range(5))
    assert child.process.returncode == 0


def test_byte_order_mark_is_ignored(child: Child) -> None:
    """RFC 8259, 8.1: a parser may ignore it. PowerShell writes one into a pipe."""
    child.send("\ufeff" + INITIALIZE)
    assert child.receive()["result"]["serverInfo"]["name"] == "theBarcodeAPI"


def test_signal_ends_the_process(child: Child) -> None:
    """Lifecycle, shutdown, stdio: the server exits on SIGTERM."""
    child.send(INITIALIZE)
    child.receive()
    child.process.send_signal(signal.SIGTERM)
    assert child.process.wait(WAIT_SECONDS) == 0


def test_invalid_line_is_answered_with_a_parse_error(stateless: Child) -> None:
    """JSON-RPC 2.0, 5.1: -32700 with a null id."""
    stateless.send("invalid", "")
    answer = stateless.receive()
    assert (answer["id"], answer["error"]["code"]) == (None, -32700)


def test_stateless_requests_need_no_handshake(stateless: Child) -> None:
    """2026-07-28, lifecycle: there is no initialize."""
    prefix = "io.modelcontextprotocol/"
    meta = {f"{prefix}protocolVersion": "2026-07-28", f"{prefix}clientCapabilities": {}}
    params: dict[str, Any] = {"name": "symbology_list", "arguments": {"search": "qr"}}
    request = {"jsonrpc": "2.0", "id": "ä", "method": "tools/call", "params": params}
    params["_meta"] = meta
    stateless.send(json.dumps(request))
    answer = stateless.receive()
    assert (answer["id"], answer["result"]["resultType"]) == ("ä", "complete")


def test_call_is_logged_from_the_level_of_its_request(stateless: Child) -> None:
    """2026-07-28, logging: none without a level, and none below it; the same on every transport."""
    prefix = "io.modelcontextprotocol/"
    meta = {f"{prefix}protocolVersion": "2026-07-28", f"{prefix}clientCapabilities": {}}
    arguments = {"data": "123456", "format": "code128", "width": 100}
    request = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
    for level, expected in ((None, 0), ("warning", 0), ("notice", 1), ("debug", 1)):
        named = {} if level is None else {f"{prefix}logLevel": level}
        params = {"name": "barcode_generator", "arguments": arguments, "_meta": meta | named}
        stateless.send(json.dumps(request | {"params": params}))
        *logged, answer = [stateless.receive() for _ in range(expected + 1)]
        assert [message["params"]["level"] for message in logged] == ["notice"] * expected
        assert answer["result"]["content"][0]["type"] == "image"


@pytest.mark.parametrize(
    ("module", "name", "value"),
    [
        ("mcp_daemon", "DATA_DIR", "/proc/nope"),
        ("mcp_daemon.stdio", "REDIS_URL", "redis://h/abc"),
        ("mcp_daemon.stdio", "API_PORT", "x"),
    ],
)
def test_startup_error_is_one_line(module: str, name: str, value: str, tmp_path: Path) -> None:
    """The environment is at fault, so a traceback would not help its author."""
    child = Child([sys.executable, "-m", module], tmp_path, **{"DATA_DIR": "data", name: value})
    assert child.end_input() == []
    assert child.process.returncode == 2
    (line,) = (tmp_path / "stderr").read_text().splitlines()
    assert "can't start" in line
    assert value in line or name in line


def test_own_server_answers_a_line_too_long_and_leaves_no_files(tmp_path: Path) -> None:
    """README, settings: MCP_MAX_MESSAGE_BYTES; without DATA_DIR its data directory is temporary."""
    variables = {"MCP_MAX_MESSAGE_BYTES": "2000", "TMPDIR": str(tmp_path)}
    child = Child([sys.executable, "-m", "mcp_daemon.stdio"], tmp_path, **variables)
    child.send("x" * 10_000, INITIALIZE)
    answers = child.end_input()
    assert answers[0]["error"]["code"] == -32700
    assert answers[1]["id"] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["stderr"]


def test_own_server_saves_a_file_in_an_allowed_folder_only(tmp_path: Path) -> None:
    """docs/mcp.md, files; zxing-cpp reads the file."""
    folder = tmp_path / "allowed"
    folder.mkdir()
    command = [sys.executable, "-m", "common.cli", "mcp", "--allow", str(folder)]
    child = Child(command, tmp_path)
    child.send(INITIALIZE)
    child.receive()
    for number, path in enumerate(("a.png", "../b.png")):
        arguments = {"data": "12", "format": "code128", "save_as": path}
        params = {"name": "barcode_generator", "arguments": arguments}
        request = {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params}
        child.send(json.dumps(request))
        assert child.receive()["result"].get("isError", False) is bool(number)
    (found,) = zxingcpp.read_barcodes(Image.open(folder / "a.png"))
    assert found.text == "12"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["allowed", "stderr"]
    child.end_input()


def test_own_server_needs_an_existing_folder(tmp_path: Path) -> None:
    """docs/mcp.md, files: one line names the folder."""
    child = Child([sys.executable, "-m", "common.cli", "mcp", "--allow", "missing"], tmp_path)
    assert child.end_input() == []
    assert child.process.returncode == 1
    (line,) = (tmp_path / "stderr").read_text().splitlines()
    assert "missing" in line


def test_own_server_ends_with_unread_answers(tmp_path: Path) -> None:
    """Lifecycle, shutdown, stdio: the server exits on SIGTERM, before the client kills it."""
    child = Child([sys.executable, "-m", "mcp_daemon.stdio"], tmp_path)
    child.send(INITIALIZE)
    child.receive()
    assert child.process.stdin is not None
    requests = b'{"jsonrpc":"2.0","id":1,"method":"tools/list"}\n' * 1000
    # A pipe has room for 64 KiB (pipe(7)), which a few answers of 24 KiB fill.
    os.set_blocking(child.process.stdin.fileno(), False)
    with suppress(BlockingIOError):
        child.process.stdin.write(requests)
        child.process.stdin.flush()
    select.select([child.process.stdout], [], [], WAIT_SECONDS)
    child.process.send_signal(signal.SIGTERM)
    assert child.process.wait(2 * WAIT_SECONDS) == 0
    with suppress(BrokenPipeError):
        child.process.communicate()
    assert (tmp_path / "stderr").read_text() == ""


def test_own_server_ends_without_input(tmp_path: Path) -> None:
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


def test_own_server_is_healthy_while_the_daemon_of_the_stack_is_not(tmp_path: Path) -> None:
    """With the stack's DATA_DIR; the stack answers WebSockets with 503."""
    with open_services(settings.load({"DATA_DIR": str(tmp_path)}), process="rest") as stack:
        child = Child([sys.executable, "-m", "mcp_daemon.stdio"], tmp_path, DATA_DIR=str(tmp_path))
        child.send(INITIALIZE)
        child.receive()
        eventually(lambda: stack.connections.count() == 1, "the connection of the child")
        assert stack.health().mcp_status == "unavailable"
        read = {"method": "resources/read", "params": {"uri": "health://status"}}
        child.send(json.dumps({"jsonrpc": "2.0", "id": 2, **read}))
        (contents,) = child.receive()["result"]["contents"]
        assert json.loads(contents["text"])["status"] == "ok"
        child.end_input()


@pytest.mark.parametrize("url", ["ws://127.0.0.1:1/api/v1/mcp/ws/x", "http://127.0.0.1:1/mcp"])
def test_bridge_to_a_closed_port_prints_an_error(url: str, tmp_path: Path) -> None:
    """docs/mcp.md: the bridge needs a running server."""
    child = start_bridge(url, tmp_path)
    child.send(INITIALIZE)
    assert child.end_input() == []
    assert child.process.returncode == 1
    assert f"mcp-bridge: {url}" in (tmp_path / "stderr").read_text()
