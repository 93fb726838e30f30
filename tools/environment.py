"""Makes .venv hold exactly what a lock file says; quick when it already does.

`python3 tools/environment.py requirements.txt`, with any Python from 3.11 and nothing installed.
"""

import signal

if __name__ == "__main__":
    # Ctrl-C during the imports below ends them without a traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)

import fcntl
import hashlib
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
# The development lock is the product's with more: having it means having both.
HOLDS = {"requirements-dev.txt": ("requirements-dev.txt", "requirements.txt")}


def fingerprint(lock: str) -> str:
    """Return what changes when *lock*, the packages' metadata or the clone's place changes."""
    parts = (ROOT / lock, ROOT / "pyproject.toml", ROOT / "setup.py")
    return hashlib.sha256(
        b"\0".join([str(ROOT).encode(), *(p.read_bytes() for p in parts)])
    ).hexdigest()


def stamp(lock: str) -> Path:
    """Return the file that remembers what was installed from *lock*."""
    return VENV / f"{lock}.installed"


def stamps() -> list[Path]:
    """Return those files that are there; there is none in a .venv whose making was interrupted."""
    return list(VENV.glob("*.installed"))


def is_current(lock: str) -> bool:
    """Say whether .venv already holds *lock*."""
    try:
        return PYTHON.exists() and stamp(lock).read_text() == fingerprint(lock)
    except FileNotFoundError:
        return False


def works() -> bool:
    """Say whether .venv is whole, and a Python for this product at the place it was made for."""
    check = f"import pip, sys; sys.exit(sys.version_info < (3, 11) or sys.prefix != {str(VENV)!r})"
    whole = PYTHON.exists() and bool(stamps())
    return whole and not subprocess.run([PYTHON, "-c", check], check=False).returncode


def pip(*arguments: str) -> None:
    """Run the environment's own pip, quietly; its errors are shown."""
    command = [PYTHON, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        sys.exit("The packages could not be installed: see what pip says above, then try again.")


def install(lock: str) -> None:
    """Make .venv where it is missing, broken or half made, and install *lock* into it."""
    version = ".".join(map(str, sys.version_info[:2]))
    if not works():
        print(f"Making .venv with Python {version}.", flush=True)
        venv.create(VENV, clear=True, with_pip=True, symlinks=True)
    # Half a package looks much like a whole one: without a stamp, all is made anew.
    for remembered in stamps():
        remembered.unlink()
    print(f"Installing {lock} into .venv.", flush=True)
    # The lock names every package. Left to resolve, older pips take a release newer than the lock
    # where a package asks for another with an extra, and then refuse it for having no hash.
    pip("install", "--no-deps", "--require-hashes", "--requirement", lock)
    pip("install", "--no-deps", "--no-build-isolation", "--editable", ".")
    pip("check")
    for held in HOLDS.get(lock, (lock,)):
        stamp(held).write_text(fingerprint(held))


def main(lock: str) -> None:
    """Bring .venv up to date with *lock*; one process at a time."""
    if is_current(lock):
        return
    with (ROOT / ".venv.lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not is_current(lock):
            install(lock)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit("Interrupted: .venv is made anew the next time.")
    except OSError as problem:
        sys.exit(
            f"{VENV} can't be made or used ({problem}): let this user write to {ROOT}, or make"
            " .venv there as another."
        )
