"""The programs of docs/mcp-clients.md, as given, with the frameworks themselves."""

import json
import os
import re
import subprocess
import zipfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.documents.reading import ROOT, Block, blocks
from tests.interop.environments import FRAMEWORK_MODULES, FRAMEWORK_PYTHONS, NODE
from tools import make_bundle

GUIDE = ROOT / "docs" / "mcp-clients.md"
# Those that version 2 of the official SDK breaks, or that require version 1.
NEED_V1 = {"autogen_ext", "crewai_tools", "mcp_use", "semantic_kernel", "smolagents"}
# The import of some frameworks takes ten seconds on a busy machine.
PROGRAM_SECONDS = 120
NO_TELEMETRY = {
    "ANONYMIZED_TELEMETRY": "false",
    "CREWAI_DISABLE_TELEMETRY": "true",
    "MASTRA_TELEMETRY_DISABLED": "1",
    "MCP_USE_ANONYMIZED_TELEMETRY": "false",
    "OTEL_SDK_DISABLED": "true",
}
# smolagents returns the picture alone; all others have the text of the result.
SHOWS = re.compile(r"encodes 123456789|PngImageFile image mode=P size=242x100")


Run = Future["subprocess.CompletedProcess[str]"]


def heading(block: Block) -> str:
    """Return the heading above *block*."""
    before = GUIDE.read_text(encoding="utf-8").splitlines()[: block.line]
    return [line for line in before if line.startswith("## ")][-1].removeprefix("## ")


def program(block: Block) -> Path:
    """Return the program that runs *block*."""
    if block.language == "ts":
        return NODE
    imported = set(re.findall(r"^(?:from|import) (\w+)", block.text, re.MULTILINE))
    return FRAMEWORK_PYTHONS["v1" if imported & NEED_V1 else "v2"]


def run(block: Block, folder: Path, port: int) -> "subprocess.CompletedProcess[str]":
    """Run *block* in *folder* with the server at *port*."""
    file = folder / ("program.mjs" if block.language == "ts" else "program.py")
    file.write_text(block.text.replace("localhost:8000", f"localhost:{port}"))
    (folder / "node_modules").symlink_to(FRAMEWORK_MODULES)
    return subprocess.run(
        [program(block), file],
        cwd=folder,
        env={**os.environ, **NO_TELEMETRY, "HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=PROGRAM_SECONDS,
        check=False,
    )


@pytest.fixture(scope="module")
def runs(
    mcp_ports: dict[str, int], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Run]]:
    """Run all programs, one on each processor: most of their time is that of imports."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield {
            heading(block): pool.submit(
                run, block, tmp_path_factory.mktemp("program"), mcp_ports["gunicorn"]
            )
            for block in blocks(GUIDE)
        }


@pytest.mark.parametrize("name", [heading(block) for block in blocks(GUIDE)])
def test_program_lists_the_tools_and_draws(name: str, runs: dict[str, Run]) -> None:
    """The guide promises that each program runs as it is; the text names what is encoded."""
    done = runs[name].result()
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert "barcode_generator" in done.stdout
    assert SHOWS.search(done.stdout), done.stdout[-2000:]


def test_the_guide_has_a_program_for_each_framework() -> None:
    """Each heading has one."""
    headings = re.findall(r"^## (.+)$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    assert [heading(block) for block in blocks(GUIDE)] == headings
    assert len(headings) == 16


def test_manifest_of_the_bundle_is_valid(tmp_path: Path) -> None:
    """The official tool for MCP bundles."""
    with zipfile.ZipFile(make_bundle.make(tmp_path)) as bundle:
        bundle.extractall(tmp_path / "bundle")
    package = FRAMEWORK_MODULES / "@anthropic-ai" / "mcpb"
    tool = package / json.loads((package / "package.json").read_text())["bin"]
    done = subprocess.run(
        [NODE, tool, "validate", tmp_path / "bundle" / "manifest.json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
