"""The commands and programs of docs/clients.md, as given, with clients that generators write.

Each client is generated from the document of a running service, compiled, and run against it; the
pictures that it received are read by zxing-cpp.
"""

import os
import re
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pytest
import zxingcpp
from PIL import Image

from tests.documents.reading import ROOT, Block, blocks
from tests.interop.environments import GENERATOR_MODULES, GENERATOR_PYTHON, NODE

GUIDE = ROOT / "docs" / "clients.md"
# Java, npx and the compilers start slowly on a busy machine.
COMMAND_SECONDS = 120
PATH = os.pathsep.join((str(GENERATOR_PYTHON.parent), str(NODE.parent), "/usr/bin", "/bin"))
# The package of each client in Python, which mypy checks; tsc is one of the guide's commands.
PACKAGES = {
    "openapi-generator for Python": "openapi_client",
    "openapi-python-client": "the_barcode_api_client",
}

# What the guide adds after the address for an API key. A client sends it only if the document names
# it at the operation.
ADDRESS = re.compile(r'(?:host=|basePath: |baseUrl: |base_url=)"[^"]+"')
WITH_KEY = {
    "openapi-generator for Python": ', api_key={"api_key": KEY}',
    "openapi-generator for TypeScript": ", apiKey: KEY",
    "openapi-python-client": ', headers={"X-API-Key": KEY}',
    "openapi-typescript": ', headers: { "X-API-Key": KEY }',
}
REFUSED = re.compile(r"status: 401|neither an API key")


class Section(NamedTuple):
    """A section of the guide that has commands."""

    heading: str
    blocks: list[Block]


def sections() -> list[Section]:
    lines = GUIDE.read_text(encoding="utf-8").splitlines()
    found: dict[str, list[Block]] = {}
    for block in blocks(GUIDE):
        above = [line for line in lines[: block.line] if line.startswith("## ")]
        found.setdefault(above[-1].removeprefix("## "), []).append(block)
    return [Section(*each) for each in found.items()]


def run(folder: Path, *command: str) -> str:
    """Run *command* in *folder* with the generators on PATH, and return what it printed."""
    done = attempt(folder, *command)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return done.stdout


def attempt(folder: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command,
        cwd=folder,
        env={"PATH": PATH, "HOME": str(folder), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=COMMAND_SECONDS,
        check=False,
    )


def follow(section: Section, folder: Path, port: int) -> None:
    """Run the commands of *section* in *folder*, and compare what the last one prints."""
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "node_modules").symlink_to(GENERATOR_MODULES)
    printed = ""
    for block in section.blocks:
        text = block.text.replace("localhost:8000", f"127.0.0.1:{port}")
        if block.language == "sh":
            printed = run(folder, "bash", "-euc", text)
        elif block.language == "text":
            assert printed == block.text, block.place
        else:
            suffix = {"python": ".py", "ts": ".ts"}[block.language]
            (folder / "program").with_suffix(suffix).write_text(text)


def run_with_key(section: Section, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run the program in *folder* again, with an API key that does not exist."""
    more = WITH_KEY[section.heading]
    shown = more.removeprefix(", ")
    assert shown in GUIDE.read_text(encoding="utf-8")
    (program,) = (each for each in folder.glob("program.*") if each.suffix in (".py", ".ts"))
    text = ADDRESS.sub(lambda found: found[0] + more.replace("KEY", '"wrong"'), program.read_text())
    program.write_text(text)
    *_, again, _ = section.blocks
    return attempt(folder, "bash", "-euc", again.text)


def scan(picture: bytes | Path) -> list[str]:
    opened = Image.open(BytesIO(picture) if isinstance(picture, bytes) else picture)
    return [found.text for found in zxingcpp.read_barcodes(opened)]


@pytest.mark.parametrize("section", sections(), ids=lambda section: section.heading)
def test_generated_client_draws_checks_reads_and_draws_a_table(
    section: Section, mcp_ports: dict[str, int], tmp_path: Path
) -> None:
    """What the guide shows is printed, and zxing-cpp reads each picture."""
    follow(section, tmp_path, mcp_ports["gunicorn"])
    assert scan(tmp_path / "code128.png") == ["123456789"]
    with zipfile.ZipFile(tmp_path / "barcodes.zip") as archive:
        pictures = [name for name in archive.namelist() if name.endswith(".png")]
        assert [scan(archive.read(name)) for name in pictures] == [["A-1"], ["A-2"]]
    if section.heading in PACKAGES:
        run(tmp_path / "client", "mypy", PACKAGES[section.heading])
    refused = run_with_key(section, tmp_path)
    assert refused.returncode != 0
    assert REFUSED.search(refused.stdout + refused.stderr), refused.stderr


def test_guide_has_a_program_for_each_generator() -> None:
    """Each heading has a command, a program, a command that runs it and what that prints."""
    headings = re.findall(r"^## (.+)$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    assert [section.heading for section in sections()] == headings
    for section in sections():
        command, program, *ran = [block.language for block in section.blocks]
        assert (command, ran) == ("sh", ["sh", "text"])
        assert program in ("python", "ts")
