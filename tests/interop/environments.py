"""Installs the real MCP clients, each official SDK in an environment of its own.

Node and npm come from a wheel, so that only Python is needed. An installed environment is kept
until its lock file changes.
"""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
PYTHONS = {name: HERE / ".venv" / name / "bin" / "python" for name in ("v1", "v2")}
NODE = HERE / ".venv" / "v2" / "bin" / "node"
MODULES = HERE / "node_modules"


def ensure() -> None:
    """Create every environment that is missing or whose lock file has changed."""
    for name, python in PYTHONS.items():
        lock = HERE / f"python-{name}.txt"
        if is_stale(python.parents[1] / "installed", lock):
            run(sys.executable, "-m", "venv", "--clear", python.parents[1])
            options = ("--quiet", "--no-deps", "--require-hashes")
            run(python, "-m", "pip", "install", *options, "-r", lock)
            (python.parents[1] / "installed").write_bytes(lock.read_bytes())
    lock = HERE / "package-lock.json"
    if is_stale(MODULES / "installed", lock):
        run(NODE.with_name("npm"), "ci", "--ignore-scripts", "--loglevel", "error")
        (MODULES / "installed").write_bytes(lock.read_bytes())


def is_stale(installed: Path, lock: Path) -> bool:
    return not installed.exists() or installed.read_bytes() != lock.read_bytes()


def run(*command: str | Path) -> None:
    path = os.pathsep.join((str(NODE.parent), os.environ.get("PATH", "")))
    subprocess.run(command, cwd=HERE, check=True, env=os.environ | {"PATH": path})


if __name__ == "__main__":
    ensure()
