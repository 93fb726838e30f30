"""Runs the blocks of a document in order, in a separate clone."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import zxingcpp
from PIL import Image

from tests.documents.reading import ROOT
from tests.servers.process import free_port
from tests.system.following import stacks, stand_in

SECONDS = 120.0
# New in each clone; all other entries are links to the tested clone.
OWN = {"data", "build", "deploy", ".git"}
# The exit status is 3 while a program is stopped, as Redis is if it is not installed.
_SUPERVISORCTL = (
    "function .venv/bin/supervisorctl {"
    ' command .venv/bin/supervisorctl "$@" || [[ $? == 3 && ${!#} == status ]]; }\n'
)
_STATUS = re.compile(r"^HTTP (\d{3}) \S+\n?", re.MULTILINE)


class Output(NamedTuple):
    """The output of a block.

    Attributes:
        text: the standard output.
        statuses: the HTTP statuses that curl got, in order.
    """

    text: str
    statuses: list[int]

    @property
    def refused(self) -> bool:
        """True if an answer was an error."""
        return any(status >= 400 for status in self.statuses)


class Clone:
    """A copy of the tested clone for new files, with its own ports."""

    def __init__(self, folder: Path, more: Mapping[str, str]) -> None:
        self.folder = folder / "clone"
        self.state = folder / "state"
        self.servers = folder / "servers"
        self.units = folder / "units"
        commands = folder / "commands"
        for each in (self.folder, self.servers, self.units, commands):
            each.mkdir()
        for entry in ROOT.iterdir():
            if entry.name not in OWN:
                (self.folder / entry.name).symlink_to(entry)
        shutil.copytree(ROOT / "deploy", self.folder / "deploy")
        stand_in.install(commands)
        api, mcp, second_api, second_mcp = (str(free_port()) for _ in range(4))
        path = os.environ["PATH"]
        self.environ = {
            "PATH": f"{commands}:{path}",
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "API_PORT": api,
            "MCP_WS_PORT": mcp,
            "WORKERS": "2",
            "FOLLOWING_PATH": path,
            "FOLLOWING_CLONE": str(self.folder),
            "FOLLOWING_SERVERS": str(self.servers),
            "FOLLOWING_UNITS": str(self.units),
            **more,
        }
        # The places and ports in the documents, and their replacements.
        self.places = {
            "localhost:8000": f"localhost:{api}",
            "localhost:8001": f"localhost:{mcp}",
            "API_PORT=8080": f"API_PORT={second_api}",
            "MCP_WS_PORT=8081": f"MCP_WS_PORT={second_mcp}",
            "https://barcode.example": f"http://localhost:{api}",
            "/path/to/the/clone": str(self.folder),
            "/opt/thebarcodeapi": str(self.folder),
            "/var/lib/barcode": str(folder / "var"),
            "/var/backups/barcode": str(folder / "backups"),
            "/etc/systemd/system": str(self.units),
        }

    def here(self, text: str) -> str:
        """Return *text* with the places of this clone."""
        for theirs, ours in self.places.items():
            text = text.replace(theirs, ours)
        return text

    def shell(self, name: str) -> "Shell":
        """Return a terminal that keeps its variables between blocks."""
        return Shell(self, self.state.with_name(f"variables of {name.replace('/', ' ')}"))

    def close(self) -> None:
        """Stop all stacks of this clone."""
        stacks.stop(self.servers)


class Shell:
    """A terminal in a clone."""

    def __init__(self, clone: Clone, variables: Path) -> None:
        self.clone = clone
        self.last = Output("", [])
        self._variables = variables
        variables.touch()

    def run(self, text: str) -> Output:
        """Run *text* with bash until a command fails."""
        variables = str(self._variables)
        script = f'. "{variables}"; trap \'export -p >"{variables}"\' EXIT\n'
        script += f"{_SUPERVISORCTL}set -a\n"
        before = self._pictures()
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script + self.clone.here(text)],
            cwd=self.clone.folder,
            env=self.clone.environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, f"{text}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        statuses = [int(status) for status in _STATUS.findall(done.stderr)]
        self.last = Output(done.stdout, statuses)
        for picture, made in self._pictures().items():
            if before.get(picture) != made:
                assert zxingcpp.read_barcodes(Image.open(picture).convert("L")), picture.name
        return self.last

    def _pictures(self) -> dict[Path, int]:
        return {file: file.stat().st_mtime_ns for file in self.clone.folder.glob("*.png")}

    def execute(self, program: Path, text: str, suffix: str) -> Output:
        """Run *text* as a file with *program*; it must print something."""
        file = self.clone.folder / f"block{suffix}"
        file.write_text(self.clone.here(text))
        done = subprocess.run(
            [program, file],
            cwd=self.clone.folder,
            env=self.clone.environ,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        assert done.stdout.strip(), "it prints nothing"
        self.last = Output(done.stdout, [])
        return self.last


def own_python() -> Path:
    """Return the Python that has the product's packages."""
    return Path(sys.executable)
