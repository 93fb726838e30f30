"""The commands that need no server, without what Python has on POSIX systems only.

The names are those that the stubs of typeshed do not define for Windows. The workflow packages.yml
runs the commands on Windows and macOS.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from common.cli.__main__ import main
from tests.common.cli.windows_names import missing
from tests.e2e.running import ROOT
from tests.servers.process import free_port
from tests.test_websocket_mcp import GENERATE, INITIALIZE

# The standard library and psycopg choose by system what they use of these. They have it before
# these are taken away, or are given what they use on Windows.
WITHOUT_POSIX = """
import asyncio, errno, functools, importlib, importlib.abc, json, os, pathlib, signal, socket
import psycopg, selectors, shutil, subprocess, sys, tempfile

class Hidden(importlib.abc.MetaPathFinder):
    names = ("fcntl", "grp", "pwd", "resource", "termios")
    def find_spec(self, name, path, target=None):
        if name in self.names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

for name in Hidden.names:
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Hidden())
selectors.DefaultSelector = selectors.SelectSelector
usage = shutil.disk_usage(".")
shutil.disk_usage = lambda path: usage
# Linux has no other family for asyncio's own pair of sockets.
socket.socketpair = functools.partial(socket.socketpair, socket.AF_UNIX)
for module, names in json.loads(os.environ["MISSING"]).items():
    for name in names:
        if hasattr(importlib.import_module(module), name):
            delattr(importlib.import_module(module), name)
os.supports_dir_fd.clear()

def refuse(*arguments):
    raise NotImplementedError

def without_procfs(method):
    def call(path, *arguments, **options):
        if str(path).startswith("/proc"):
            raise FileNotFoundError(errno.ENOENT, "there is no procfs", str(path))
        return method(path, *arguments, **options)
    return call

for name in ("read_text", "stat", "open", "readlink"):
    setattr(pathlib.Path, name, without_procfs(getattr(pathlib.Path, name)))

asyncio.SelectorEventLoop.add_signal_handler = refuse
from common.cli.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


def run(
    *arguments: str, cwd: Path, text: str | None = None, **environ: str
) -> "subprocess.CompletedProcess[str]":
    """Run barcode-api without the names of POSIX."""
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_POSIX, *arguments],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT), "MISSING": json.dumps(missing()), **environ},
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )


def test_missing_names_are_those_of_posix() -> None:
    """The documentation of Python: "Availability: Unix", "not Windows" or "Linux"."""
    names = missing()
    assert {"fork", "geteuid", "nice", "O_NOFOLLOW", "set_blocking"} <= set(names["os"])
    assert {"SIGKILL", "SIGCHLD", "pthread_sigmask"} <= set(names["signal"])
    assert {"AF_UNIX", "SCM_RIGHTS"} <= set(names["socket"])
    assert not {"open", "kill", "SIGTERM", "getpid"} & {*names["os"], *names["signal"]}


def test_barcode_is_drawn_and_read(tmp_path: Path) -> None:
    drawn = run("generate", "123456789", "--format", "code128", "-o", "b.png", cwd=tmp_path)
    assert (drawn.returncode, drawn.stderr) == (0, "")
    read = run("decode", "b.png", cwd=tmp_path)
    assert (read.returncode, read.stdout) == (0, "code128\t123456789\n")


def test_table_becomes_labels(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("data,format\n12,code128\n")
    made = run("batch", "table.csv", "-o", "labels.pdf", cwd=tmp_path)
    assert (made.returncode, made.stderr.splitlines()[-1]) == (0, "labels.pdf: 1 of 1 rows.")
    assert (tmp_path / "labels.pdf").read_bytes().startswith(b"%PDF-")


def test_server_for_assistants_draws(tmp_path: Path) -> None:
    """The stdio transport: one message per line, nothing else on standard output."""
    lines = "".join(message + "\n" for message in (INITIALIZE, GENERATE))
    served = run("mcp", cwd=tmp_path, text=lines)
    assert (served.returncode, served.stderr) == (0, "")
    answers = {answer["id"]: answer for answer in map(json.loads, served.stdout.splitlines())}
    content = answers[json.loads(GENERATE)["id"]]["result"]["content"]
    assert content[0]["mimeType"] == "image/png"


def test_server_for_assistants_takes_lines_of_windows(tmp_path: Path) -> None:
    """Programs on Windows may end lines with CR LF; JSON takes both for white space."""
    lines = "".join(message + "\r\n" for message in (INITIALIZE, GENERATE))
    served = run("mcp", cwd=tmp_path, text=lines)
    assert (served.returncode, served.stderr) == (0, "")
    assert len(served.stdout.splitlines()) == 2


@pytest.mark.parametrize("uri", ["health://status", "metrics://system"])
def test_server_for_assistants_reports_its_state(tmp_path: Path, uri: str) -> None:
    """docs/mcp.md, resources; it counts its own process, and knows no other."""
    read = {"jsonrpc": "2.0", "id": 2, "method": "resources/read", "params": {"uri": uri}}
    served = run("mcp", cwd=tmp_path, text=f"{INITIALIZE}\n{json.dumps(read)}\n")
    assert (served.returncode, served.stderr) == (0, "")
    answers = {answer["id"]: answer for answer in map(json.loads, served.stdout.splitlines())}
    report = json.loads(answers[2]["result"]["contents"][0]["text"])
    assert report


def test_server_for_assistants_makes_labels(tmp_path: Path) -> None:
    arguments = {"table": "data,format\n12,code128\n", "save_as": "labels.pdf"}
    call = {
        "jsonrpc": "2.0",
        "id": 2,
        "method": "tools/call",
        "params": {"name": "barcode_batch", "arguments": arguments},
    }
    lines = f"{INITIALIZE}\n{json.dumps(call)}\n"
    served = run("mcp", "--allow", str(tmp_path), cwd=tmp_path, text=lines)
    assert (served.returncode, served.stderr) == (0, "")
    assert (tmp_path / "labels.pdf").read_bytes().startswith(b"%PDF-")


def test_bridge_to_a_server_that_is_away_fails_in_one_line(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}/mcp"
    ended = run("mcp-bridge", url, cwd=tmp_path, text=INITIALIZE + "\n")
    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert line.startswith("mcp-bridge: ")


def test_every_command_is_listed(tmp_path: Path) -> None:
    listed = run("--help", cwd=tmp_path)
    assert listed.returncode == 0
    assert "serve" in listed.stdout


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_serve_says_what_it_needs(
    platform: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its parsers wait with epoll, which only Linux has."""
    monkeypatch.setattr(sys, "platform", platform)
    assert main(["serve"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("barcode-api: serve needs Linux: ")


def test_characters_that_the_console_lacks_are_escaped(tmp_path: Path) -> None:
    """Python writes to a pipe in the encoding of the system, on Windows a code page."""
    run("generate", "Grüße 茶", "--format", "qr", "-o", "b.png", cwd=tmp_path)
    read = run("decode", "b.png", cwd=tmp_path, PYTHONIOENCODING="ascii")
    assert (read.returncode, read.stderr) == (0, "")
    assert "\\u8336" in read.stdout
    read = run("decode", "--json", "b.png", cwd=tmp_path, PYTHONIOENCODING="ascii")
    assert json.loads(read.stdout)["text"] == "Grüße 茶"
