"""A running stack, as its users see it."""

import base64
import io
import json
import stat
import subprocess
import sys
import urllib.parse
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from common import __version__
from common.cli import reexec_in_venv
from tests.e2e.running import ROOT, RunningStack
from tests.servers.waiting import WAIT_SECONDS, eventually

HEALTH_CHECK = ROOT / "check_websocket_health.py"

# The documented example of the public API.
INITIALIZE = """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"1.0.0",\
"clientInfo":{"name":"my-client","version":"1.0.0"}}}"""
CALL = """{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"barcode_generator",\
"arguments":{"data":"123456789","format":"code128","width":200,"height":100}}}"""


def read(picture: bytes) -> list[str]:
    with Image.open(io.BytesIO(picture)) as image:
        return [found.text for found in zxingcpp.read_barcodes(image.convert("L"))]


def test_health_is_ok_if_every_part_is_ok(stack: RunningStack) -> None:
    health = stack.health()
    assert health["status"] == "ok"
    assert health["version"] == __version__
    assert health["mcp_status"] == "ok"


def test_documented_barcode_reads_back(stack: RunningStack) -> None:
    query = urllib.parse.urlencode(
        {"data": "123456789", "format": "code128", "width": 200, "height": 100}
    )
    status, body = stack.get(f"/api/v1/generate?{query}")
    assert (status, read(body)) == (200, ["123456789"])
    with Image.open(io.BytesIO(body)) as image:
        assert image.size == (200, 100)


@pytest.mark.parametrize("port", ["API_PORT", "MCP_WS_PORT"])
def test_documented_conversation_ends_in_a_barcode(stack: RunningStack, port: str) -> None:
    with stack.connect(port) as socket:
        socket.send(INITIALIZE)
        assert json.loads(socket.recv(timeout=WAIT_SECONDS))["result"]["protocolVersion"] == "1.0.0"
        socket.send(CALL)
        answer = json.loads(socket.recv(timeout=WAIT_SECONDS))
    picture = answer["result"]["content"][0]
    assert (answer["id"], picture["type"]) == (2, "image")
    assert read(base64.b64decode(picture["data"])) == ["123456789"]


def test_status_counts_the_open_connections(stack: RunningStack) -> None:
    def connections() -> int:
        count: int = json.loads(stack.get("/api/v1/mcp/status")[1])["active_connections"]
        return count

    eventually(lambda: connections() == 0, "no connection counted")
    with stack.connect("API_PORT"), stack.connect("MCP_WS_PORT"):
        eventually(lambda: connections() == 2, "two connections counted")
    eventually(lambda: connections() == 0, "no connection counted after the close")


def test_ready_message_has_urls_that_answer(stack: RunningStack) -> None:
    lines = stack.log.read_text().splitlines()
    (line,) = (line for line in lines if line.startswith("  API "))
    status, body = stack.get(line.split()[1].removeprefix(stack.url))
    assert (status, read(body)) == (200, ["123456789"])


def test_files_are_accessible_to_their_user_only(stack: RunningStack) -> None:
    """The store has password hashes; who controls a socket controls the service."""
    # The test itself writes what the launcher prints.
    files = {path for path in stack.data.rglob("*") if not path.is_dir()} - {stack.log}
    assert sum(path.is_socket() for path in files) >= 3
    assert {path.name for path in files} >= {"barcode.sqlite3-wal", "gunicorn.log", "lock"}
    assert [path for path in files if path.stat().st_mode & 0o077] == []
    assert stat.S_IMODE(stack.data.stat().st_mode) == 0o700


def test_supervisorctl_lists_the_programs(stack: RunningStack) -> None:
    def states() -> dict[str, str]:
        lines = stack.supervisorctl("status").splitlines()
        return {name: state for name, state, *_ in map(str.split, lines)}

    assert {"gunicorn", "mcp_daemon", "parsers", "redis"} == set(states())
    # Programs that have just started to serve are STARTING for a second.
    eventually(lambda: states()["gunicorn"] == "RUNNING", "Gunicorn runs")
    eventually(lambda: states()["mcp_daemon"] == "RUNNING", "the daemon runs")


def test_supervisorctl_shows_the_log_of_a_program(stack: RunningStack) -> None:
    assert "Listening at" in stack.supervisorctl("tail", "-100000", "gunicorn")


def test_supervisorctl_restarts_the_daemon(stack: RunningStack) -> None:
    before = stack.pid("mcp_daemon")
    stack.supervisorctl("restart", "mcp_daemon")
    eventually(stack.accepts_websockets, "a WebSocket after the restart")
    assert stack.pid("mcp_daemon") != before


def run_health_check(python: str, url: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [python, str(HEALTH_CHECK), "--url", url],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_health_check_passes_with_one_line(stack: RunningStack) -> None:
    checked = run_health_check(sys.executable, stack.url)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.count("\n") == 1
    assert checked.stdout.startswith("ok: ")


def test_health_check_fails_with_one_line_if_nothing_listens() -> None:
    checked = run_health_check(sys.executable, "http://127.0.0.1:9")
    assert (checked.returncode, checked.stdout) == (1, "")
    assert checked.stderr.count("\n") == 1
    assert checked.stderr.startswith("unhealthy: ")


def test_health_check_fails_without_the_mcp_daemon(stack: RunningStack) -> None:
    """The check opens a WebSocket, which HTTP alone does not provide."""
    stack.supervisorctl("stop", "mcp_daemon")
    try:
        checked = run_health_check(sys.executable, stack.url)
    finally:
        stack.supervisorctl("start", "mcp_daemon")
        eventually(stack.accepts_websockets, "a WebSocket after the daemon's start")
    assert checked.returncode == 1


def test_script_without_packages_prints_how_to_install_them(tmp_path: Path) -> None:
    """A new clone, and a Python without packages."""
    for name in ("check_websocket_health.py", "common/__init__.py", "common/cli/__init__.py"):
        copy = tmp_path / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text((ROOT / name).read_text())
    source = Path(reexec_in_venv.__file__).read_text()
    (tmp_path / "common" / "cli" / "reexec_in_venv.py").write_text(source)
    checked = subprocess.run(
        [sys.executable, "-S", str(tmp_path / HEALTH_CHECK.name)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert checked.returncode == 1
    assert "run `make run` first" in checked.stderr
