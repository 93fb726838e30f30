"""Installs the real MCP clients, each official SDK in an environment of its own.

Frameworks are in two further environments, by the version of the SDK that they need, and generators
of HTTP clients in another one. Node and npm come from a wheel, so that only Python is needed. An
installed environment is kept until its lock file changes. Of test runners that need one at the same
time, the first installs it and the others wait.
"""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
PYTHONS = {name: HERE / ".venv" / name / "bin" / "python" for name in ("v1", "v2")}
NODE = HERE / ".venv" / "v2" / "bin" / "node"
MODULES = HERE / "node_modules"
FRAMEWORKS = HERE / "frameworks"
FRAMEWORK_PYTHONS = {name: FRAMEWORKS / ".venv" / name / "bin" / "python" for name in ("v1", "v2")}
FRAMEWORK_MODULES = FRAMEWORKS / "node_modules"
GENERATORS = HERE / "generators"
GENERATOR_PYTHON = GENERATORS / ".venv" / "bin" / "python"
GENERATOR_MODULES = GENERATORS / "node_modules"


@contextmanager
def installing() -> Iterator[None]:
    """Wait until no other process installs an environment, and keep others waiting."""
    with (HERE / "package-lock.json").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@installing()
def ensure() -> None:
    """Create every environment that is missing or whose lock file has changed."""
    for name, python in PYTHONS.items():
        lock = HERE / f"python-{name}.txt"
        if is_stale(python.parents[1] / "installed", lock):
            run(sys.executable, "-m", "venv", "--clear", python.parents[1])
            options = ("--quiet", "--no-deps", "--require-hashes")
            run(python, "-m", "pip", "install", *options, "-r", lock)
            (python.parents[1] / "installed").write_bytes(lock.read_bytes())
    ensure_modules(MODULES)


@installing()
def ensure_frameworks() -> None:
    """Create the environments of frameworks; those of the SDKs exist."""
    for name, python in FRAMEWORK_PYTHONS.items():
        ensure_packages(python, FRAMEWORKS / f"python-{name}.txt")
    ensure_modules(FRAMEWORK_MODULES)


@installing()
def ensure_generators() -> None:
    """Create the environment of the generators; those of the SDKs exist."""
    ensure_packages(GENERATOR_PYTHON, GENERATORS / "python.txt")
    ensure_modules(GENERATOR_MODULES)


def ensure_packages(python: Path, lock: Path) -> None:
    """Create the environment of *python* with the packages of *lock*."""
    folder = python.parents[1]
    if is_stale(folder / "installed", lock):
        # With uv, as the frameworks are 350 packages.
        uv = (sys.executable, "-m", "uv", "--quiet")
        run(*uv, "venv", "--clear", "--python", sys.executable, folder)
        options = ("--no-deps", "--require-hashes", "--python", python)
        run(*uv, "pip", "install", *options, "-r", lock)
        (folder / "installed").write_bytes(lock.read_bytes())


def ensure_modules(modules: Path) -> None:
    """Install the packages of the lock file beside *modules* with npm."""
    lock = modules.with_name("package-lock.json")
    if is_stale(modules / "installed", lock):
        npm = NODE.with_name("npm")
        run(npm, "ci", "--ignore-scripts", "--loglevel", "error", cwd=modules.parent)
        (modules / "installed").write_bytes(lock.read_bytes())


def is_stale(installed: Path, lock: Path) -> bool:
    return not installed.exists() or installed.read_bytes() != lock.read_bytes()


def run(*command: str | Path, cwd: Path = HERE) -> None:
    path = os.pathsep.join((str(NODE.parent), os.environ.get("PATH", "")))
    subprocess.run(command, cwd=cwd, check=True, env=os.environ | {"PATH": path})


if __name__ == "__main__":
    ensure()
    ensure_frameworks()
    ensure_generators()
