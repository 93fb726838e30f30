"""The plugin for Claude Code, which Claude Code itself checks, installs and connects to."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.documents.reading import ROOT
from tests.interop.environments import FRAMEWORK_MODULES

PLUGIN = ROOT / "tools" / "plugin"
# It starts slowly on a busy machine, and starts the server.
COMMAND_SECONDS = 120
# Stands for uv's command, which would install the released package.
UVX = """\
#!/bin/sh
[ "$1" = thebarcodeapi ] || exit 2
shift
cd {root}
exec {python} -m common.cli "$@"
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home without configuration, with uvx on its PATH."""
    uvx = tmp_path / "bin" / "uvx"
    uvx.parent.mkdir()
    uvx.write_text(UVX.format(root=ROOT, python=sys.executable))
    uvx.chmod(0o755)
    return tmp_path


def claude(home: Path, *words: str | Path) -> str:
    """Run Claude Code and return what it printed."""
    # npm may install the program of another C library beside it.
    programs = FRAMEWORK_MODULES.glob("@anthropic-ai/claude-code-*/claude")
    (program,) = [each for each in programs if "musl" not in each.parent.name]
    environ = {
        "HOME": str(home),
        "PATH": f"{home / 'bin'}:{os.environ['PATH']}",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "DISABLE_AUTOUPDATER": "1",
    }
    done = subprocess.run(
        [program, *words],
        cwd=home,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=COMMAND_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("folder", [ROOT, PLUGIN], ids=["marketplace", "plugin"])
def test_manifest_is_valid(folder: Path, home: Path) -> None:
    assert "Validation passed" in claude(home, "plugin", "validate", folder)


def test_plugin_connects_its_server_and_adds_its_command(home: Path) -> None:
    """The commands of docs/mcp.md, with this repository in place of the one on GitHub."""
    guide = (ROOT / "docs" / "mcp.md").read_text(encoding="utf-8")
    added, installed = re.findall(r"`claude plugin ([^`]+)`", guide)
    assert added == "marketplace add thebarcodeapi/thebarcodeapi"
    claude(home, "plugin", "marketplace", "add", ROOT)
    claude(home, "plugin", *installed.split())
    assert re.search(r"barcodes: uvx thebarcodeapi mcp - .*Connected", claude(home, "mcp", "list"))
    assert re.search(r"Skills \(1\) +barcode", claude(home, "plugin", "details", "barcodes"))


def test_plugin_has_the_version_of_the_package() -> None:
    """Claude Code updates a plugin whose version has changed."""
    manifest = json.loads((PLUGIN / ".claude-plugin" / "plugin.json").read_text())
    assert re.search(
        rf'__version__ = "{manifest["version"]}"', (ROOT / "common" / "__init__.py").read_text()
    )
