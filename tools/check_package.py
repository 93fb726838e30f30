"""Installs a wheel where no clone is, runs its commands, and uninstalls it.

`python3 tools/check_package.py dist/NAME.whl`, with the standard library alone. On Windows and
macOS it runs what needs no server.
"""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

START_SECONDS = 60.0
STOP_SECONDS = 15.0
DATA = "123456789"
HAS_SERVER = sys.platform == "linux"
BIN = "Scripts" if os.name == "nt" else "bin"


class Installed:
    """A virtual environment in *folder*, whose commands run in an empty folder."""

    def __init__(self, folder: Path) -> None:
        self._venv = folder / "environment"
        self.work = folder / "elsewhere"
        self.work.mkdir()
        # Modules of the user with the names of the product's must not be imported in their place.
        (self.work / "common.py").write_text("raise SystemExit('common.py of the user ran')\n")
        venv.create(self._venv, with_pip=True, symlinks=os.name != "nt")
        kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        self.environ = kept | {"API_PORT": str(free_port()), "MCP_WS_PORT": str(free_port())}

    def pip(self, *arguments: str) -> None:
        """Run pip; its errors end this program."""
        command = [self._venv / BIN / "python", "-m", "pip", "--disable-pip-version-check"]
        subprocess.run([*command, *arguments, "--quiet"], check=True)

    def files(self) -> set[Path]:
        """Return every file and folder of the environment."""
        return set(self._venv.rglob("*"))

    def top_level_names(self) -> set[str]:
        """Return what is in site-packages, without versions."""
        (packages,) = self._venv.rglob("site-packages")
        return {path.name.split("-")[0] for path in packages.iterdir()}

    def command(self, *arguments: str) -> list[str]:
        """Return the command line of barcode-api with *arguments*."""
        return [str(self._venv / BIN / "barcode-api"), *arguments]

    def run(self, *arguments: str, text: str | None = None) -> str:
        """Run barcode-api with the input *text*, and return what it printed."""
        done = self._run(*arguments, text=text)
        if done.returncode:
            sys.exit(f"barcode-api {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def refusal(self, *arguments: str, text: str | None = None) -> str:
        """Run barcode-api, which has to fail with status 1 and one line, and return the line."""
        done = self._run(*arguments, text=text)
        if done.returncode != 1 or len(done.stderr.splitlines()) != 1:
            sys.exit(f"barcode-api {' '.join(arguments)}: {done.returncode} {done.stderr}")
        return done.stderr.strip()

    def _run(self, *arguments: str, text: str | None) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            self.command(*arguments),
            cwd=self.work,
            env=self.environ,
            input=text,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=START_SECONDS,
        )


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def expect(what: str, actual: object, expected: object) -> None:
    """Print *actual*, or exit if it is not *expected*."""
    if actual != expected:
        sys.exit(f"{what}: {actual!r}, not {expected!r}")
    print(f"{what}: {actual}", flush=True)


def message(number: int, method: str, **params: Any) -> str:
    """Return one request of MCP as a line."""
    return json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}) + "\n"


def check_commands(installed: Installed) -> None:
    """Run the commands that need no server."""
    installed.run("generate", DATA, "--format", "code128", "-o", "barcode.png")
    expect("decode", installed.run("decode", "barcode.png").split(), ["code128", DATA])
    table = f"data,format\n{DATA},code128\n"
    (installed.work / "table.csv").write_text(table, encoding="utf-8")
    installed.run("batch", "table.csv", "-o", "labels.pdf")
    is_pdf = (installed.work / "labels.pdf").read_bytes().startswith(b"%PDF")
    expect("batch writes labels.pdf", is_pdf, True)
    client = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "check"}}
    arguments = {"data": DATA, "format": "code128"}
    answered = installed.run(
        "mcp",
        text=message(1, "initialize", **client)
        + message(2, "tools/call", name="barcode_generator", arguments=arguments),
    )
    results = {answer["id"]: answer["result"] for answer in map(json.loads, answered.splitlines())}
    expect("mcp", results[1]["serverInfo"]["name"], "theBarcodeAPI")
    expect("mcp draws", results[2]["content"][0]["mimeType"], "image/png")
    nowhere = f"http://127.0.0.1:{free_port()}/mcp"
    refused = installed.refusal("mcp-bridge", nowhere, text=message(1, "initialize", **client))
    print("mcp-bridge:", refused, flush=True)
    if not HAS_SERVER:
        print("serve:", installed.refusal("serve"), flush=True)


@contextlib.contextmanager
def served(installed: Installed) -> Iterator["subprocess.Popen[bytes]"]:
    """Run `barcode-api serve` until the block ends."""
    process = subprocess.Popen(
        installed.command("serve"),
        cwd=installed.work,
        env=installed.environ,
        stdout=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + START_SECONDS
        while get(installed, "/livez") != http.HTTPStatus.OK:
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit("barcode-api serve does not answer.")
            time.sleep(0.2)
        yield process
    finally:
        process.kill()


def get(installed: Installed, path: str) -> int:
    """Return the status of the answer to a GET of *path*, or 0 without an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", int(installed.environ["API_PORT"]))
    with contextlib.closing(connection), contextlib.suppress(OSError):
        connection.request("GET", path)
        return connection.getresponse().status
    return 0


def check_server(installed: Installed) -> None:
    """Start the service, use it over HTTP and a WebSocket, and stop it."""
    with served(installed) as process:
        path = f"/api/v1/generate?data={DATA}&format=code128"
        expect("GET generate", get(installed, path), http.HTTPStatus.OK)
        expect("GET docs", get(installed, "/docs"), http.HTTPStatus.OK)
        print("check:", installed.run("check").strip(), flush=True)
        process.send_signal(signal.SIGTERM)
        expect("exit status of serve", process.wait(STOP_SECONDS), 0)


def main(wheel: str) -> None:
    """Install, run and uninstall *wheel*."""
    with tempfile.TemporaryDirectory(prefix="barcode-package-") as folder:
        installed = Installed(Path(folder))
        # The packages it depends on stay installed: they belong to others too.
        installed.pip("install", wheel)
        installed.pip("uninstall", "--yes", "thebarcodeapi")
        before, others = installed.files(), installed.top_level_names()
        installed.pip("install", "--no-deps", wheel)
        added = installed.top_level_names() - others
        expect("added to site-packages", sorted(added), ["thebarcodeapi"])
        check_commands(installed)
        if HAS_SERVER:
            check_server(installed)
        installed.pip("uninstall", "--yes", "thebarcodeapi")
        # Python has compiled modules of the other packages meanwhile.
        left = {path for path in installed.files() - before if "__pycache__" not in path.parts}
        expect("left after the uninstallation", sorted(left), [])


if __name__ == "__main__":
    main(*sys.argv[1:])
