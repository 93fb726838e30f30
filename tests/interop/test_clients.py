"""Real MCP clients against the product's own servers.

`make interop` installs them and runs this; expectations are what a person who uses such a client
sees: the tools, a barcode that scans, the health, and a refusal that the client takes as one.
"""

import base64
import json
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from tests.interop.environments import NODE, PYTHONS

CLIENTS = Path(__file__).parent / "clients"
CLIENT_SECONDS = 60
OVER_WEBSOCKET = (
    ("python_v1_ws.py", PYTHONS["v1"]),
    ("typescript_v1_ws.mjs", NODE),
)


def told(program: Path, script: str, *arguments: str) -> dict[str, Any]:
    """Run a client and return what it was told."""
    command = [program, CLIENTS / script, *arguments]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=CLIENT_SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def check(answer: dict[str, Any]) -> None:
    assert answer["server"] == "theBarcodeAPI"
    assert "barcode_generator" in answer["tools"]
    assert {"health://status", "metrics://system"} <= set(answer["resources"])
    assert answer["health"] == "ok"
    picture = Image.open(BytesIO(base64.b64decode(answer["image"])))
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == ["123456789"]
    assert "123456789" in answer["text"]
    assert answer["refused"] is True


@pytest.mark.parametrize(("script", "program"), OVER_WEBSOCKET, ids=lambda value: Path(value).name)
def test_client_over_websocket_gets_a_barcode_that_scans(
    script: str, program: Path, mcp_url: str
) -> None:
    check(told(program, script, mcp_url))
