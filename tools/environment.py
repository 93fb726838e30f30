"""Installs the packages of a lock file into .venv; returns quickly if they are installed.

`python3 tools/environment.py requirements.txt`, with Python 3.11 or newer and no packages. With
`--check` before the lock file it only ends with status 1 if they are not installed.
"""

import signal

if __name__ == "__main__":
    # Ctrl-C during the imports below ends them without a traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)

import fcntl
import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
# The development lock includes the product's: installing it satisfies both.
INCLUDES = {"requirements-dev.txt": ("requirements-dev.txt", "requirements.txt")}


def fingerprint(lock: str) -> str:
    """Return a hash of *lock*, the package metadata and the path of the clone."""
    parts = (ROOT / lock, ROOT / "pyproject.toml", ROOT / "setup.py")
    return hashlib.sha256(
        b"\0".join([str(ROOT).encode(), *(p.read_bytes() for p in parts)])
    ).hexdigest()


def stamp(lock: str) -> Path:
    """Return the file with the fingerprint of the last installation of *lock*."""
    return VENV / f"{lock}.installed"


def stamps() -> list[Path]:
    """Return the existing stamps; there is none in a .venv whose installation was interrupted."""
    return list(VENV.glob("*.installed"))


def is_current(lock: str) -> bool:
    """Return True if *lock* is installed in .venv."""
    try:
        return PYTHON.exists() and stamp(lock).read_text() == fingerprint(lock)
    except FileNotFoundError:
        return False


def works() -> bool:
    """Return True if .venv is complete, at its original path, and its Python is new enough."""
    check = f"import pip, sys; sys.exit(sys.version_info < (3, 11) or sys.prefix != {str(VENV)!r})"
    is_complete = PYTHON.exists() and bool(stamps())
    return is_complete and not subprocess.run([PYTHON, "-c", check], check=False).returncode


def pip(*arguments: str) -> None:
    """Run the pip of .venv; only its errors are shown.

    Raises:
        SystemExit: pip failed.
    """
    command = [PYTHON, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        sys.exit(
            "The packages could not be installed: read the output of pip above, and try again."
        )


def install(lock: str) -> None:
    """Install *lock* into .venv, which is created if it is missing, broken or incomplete."""
    version = ".".join(map(str, sys.version_info[:2]))
    if not works():
        if VENV.is_symlink():
            # The folder behind the link is another clone's: clearing it would break that one.
            VENV.unlink()
        print(f"Creating .venv with Python {version}.", flush=True)
        # Only now: it takes as long as the whole check of an environment that is up to date.
        import venv

        venv.create(VENV, clear=True, with_pip=True, symlinks=True)
    # pip can't detect a half-installed package: without a stamp, .venv is created again.
    for old_stamp in stamps():
        old_stamp.unlink()
    print(f"Installing {lock} into .venv.", flush=True)
    # The lock names every package. If older versions of pip resolve dependencies with extras, they
    # select releases newer than the lock, and then refuse them because the lock has no hash.
    pip("install", "--no-deps", "--require-hashes", "--requirement", lock)
    pip("install", "--no-deps", "--no-build-isolation", "--editable", ".")
    pip("check")
    for included in INCLUDES.get(lock, (lock,)):
        stamp(included).write_text(fingerprint(included))


def main(lock: str) -> None:
    """Install *lock* unless it is installed; one process at a time."""
    if is_current(lock):
        return
    with (ROOT / ".venv.lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not is_current(lock):
            install(lock)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if sys.argv[1] == "--check":
        sys.exit(not is_current(sys.argv[2]))
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit("Interrupted: the next run creates .venv again.")
    except OSError as problem:
        sys.exit(
            f"{VENV} can't be created or used ({problem}): let this user write to {ROOT}, or create"
            " .venv there as another user."
        )
