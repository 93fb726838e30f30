"""Real MCP clients against the product's own servers.

`make interop` installs them and runs this; expectations are what the user of such a client
sees: the tools, a barcode that scans, the health, and a refusal that the client reports as one.
"""

import base64
import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from tests.interop.environments import NODE, PYTHONS

CLIENTS = Path(__file__).parent / "clients"
CLIENT_SECONDS = 60
MODULES = Path(__file__).parent / "node_modules"
INSPECTOR = MODULES / "@modelcontextprotocol/inspector/clients/launcher/build/index.js"
OVER_WEBSOCKET = (
    (PYTHONS["v1"], "python_v1_ws.py", ()),
    (PYTHONS["v2"], "python_v2_ws.py", ("auto",)),
    (PYTHONS["v2"], "python_v2_ws.py", ("legacy",)),
    (NODE, "typescript_v1_ws.mjs", ()),
)
OVER_HTTP = (
    (PYTHONS["v2"], "python_v2_http.py", ("auto",)),
    (PYTHONS["v2"], "python_v2_http.py", ("legacy",)),
    (NODE, "typescript_v1_http.mjs", ()),
    (NODE, "typescript_v2_http.mjs", ()),
)
OVER_STDIO = ((PYTHONS["v2"], "python_v2_stdio.py"), (NODE, "typescript_v1_stdio.mjs"))
ROOT = Path(__file__).parents[2]


def run(*command: str | Path) -> str:
    """Run a client and return what it printed."""
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=CLIENT_SECONDS, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def scans(image: str) -> list[str]:
    picture = Image.open(BytesIO(base64.b64decode(image)))
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def check(output: str) -> None:
    answer: dict[str, Any] = json.loads(output.splitlines()[-1])
    assert answer["server"] == "theBarcodeAPI"
    assert "barcode_generator" in answer["tools"]
    assert {"health://status", "metrics://system"} <= set(answer["resources"])
    assert answer["health"] == "ok"
    assert scans(answer["image"]) == ["123456789"]
    assert answer["decoded"] == "123456789"
    assert "123456789" in answer["text"]
    assert answer["refused"] is True


def named(value: object) -> str:
    return "-".join(value) if isinstance(value, tuple) else Path(str(value)).name


@pytest.mark.parametrize(("program", "script", "more"), OVER_WEBSOCKET, ids=named)
def test_client_over_websocket_gets_a_barcode_that_scans(
    program: Path, script: str, more: tuple[str, ...], mcp_url: str
) -> None:
    """zxing-cpp reads what the client received."""
    check(run(program, CLIENTS / script, mcp_url, *more))


@pytest.mark.parametrize("path", ["/mcp", "/api/v1/mcp"])
@pytest.mark.parametrize(("program", "script", "more"), OVER_HTTP, ids=named)
def test_client_over_http_gets_a_barcode_that_scans(
    program: Path, script: str, more: tuple[str, ...], path: str, mcp_ports: dict[str, int]
) -> None:
    """zxing-cpp reads what the client received."""
    check(run(program, CLIENTS / script, f"http://127.0.0.1:{mcp_ports['gunicorn']}{path}", *more))


@pytest.mark.parametrize("way", ["own server", "bridge to WebSocket", "bridge to HTTP"])
@pytest.mark.parametrize(("program", "script"), OVER_STDIO, ids=named)
def test_client_over_stdio_gets_a_barcode_that_scans(
    program: Path,
    script: str,
    way: str,
    mcp_ports: dict[str, int],
    tmp_path: Path,
) -> None:
    """zxing-cpp reads what the client received."""
    arguments = {
        "own server": ["mcp"],
        "bridge to WebSocket": [
            "mcp-bridge",
            f"ws://127.0.0.1:{mcp_ports['gunicorn']}/api/v1/mcp/ws/stdio",
        ],
        "bridge to HTTP": ["mcp-bridge", f"http://127.0.0.1:{mcp_ports['gunicorn']}/mcp"],
    }[way]
    # These clients pass on little of their environment, as assistants do.
    launcher = tmp_path / "barcode-api"
    launcher.write_text(
        f"#!/bin/sh\ncd {ROOT}\nexec {sys.executable} -m common.cli {' '.join(arguments)}\n"
    )
    launcher.chmod(0o755)
    check(run(program, CLIENTS / script, launcher))


@pytest.mark.parametrize("sdk", ["v1", "v2"])
def test_client_with_a_root_saves_and_reads_a_file_there(sdk: str, tmp_path: Path) -> None:
    """Version 1 answers a request of the server, version 2 a result that requires input."""
    root, launcher = tmp_path / "root", tmp_path / "barcode-api"
    root.mkdir()
    launcher.write_text(f"#!/bin/sh\ncd {ROOT}\nexec {sys.executable} -m common.cli mcp\n")
    launcher.chmod(0o755)
    script = CLIENTS / f"python_{sdk}_roots.py"
    saved, read, outside = json.loads(run(PYTHONS[sdk], script, launcher, root))
    assert (saved[0], read) == (False, [False, "code128: 123456789"])
    assert zxingcpp.read_barcodes(Image.open(root / "a.png"))[0].text == "123456789"
    assert outside[0] is True


def test_inspector_draws_a_barcode_that_scans(mcp_ports: dict[str, int]) -> None:
    """The Inspector sends digits as a number, as some models do."""
    url = f"http://127.0.0.1:{mcp_ports['gunicorn']}/mcp"
    arguments = ("data=123456789", "format=code128", "width=200", "height=100")
    pairs = [part for pair in arguments for part in ("--tool-arg", pair)]
    call = ("--method", "tools/call", "--tool-name", "barcode_generator", *pairs)
    answer = json.loads(run(NODE, INSPECTOR, "--cli", url, "--transport", "http", *call))
    assert scans(answer["content"][0]["data"]) == ["123456789"]
