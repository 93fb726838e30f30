"""tools/environment.py if .venv can't be made, or is incomplete."""

import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_read_only_clone_is_reported_in_one_line(tmp_path: Path) -> None:
    """A folder in place of the lock file raises an OSError, even for root."""
    (tmp_path / "tools").mkdir()
    (tmp_path / ".venv.lock").mkdir()
    script = shutil.copy(ROOT / "tools" / "environment.py", tmp_path / "tools")
    done = subprocess.run(
        [sys.executable, script, "requirements.txt"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"{tmp_path}/.venv can't be created or used")


def test_interrupted_environment_does_not_work(tmp_path: Path) -> None:
    """Ctrl-C during the installation of pip leaves an importable pip that installs nothing."""
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "environment.py", tmp_path / "tools")
    venv.create(tmp_path / ".venv", symlinks=True)
    (packages,) = tmp_path.glob(".venv/lib/*/site-packages")
    (packages / "pip").mkdir()
    (packages / "pip" / "__init__.py").touch()

    def works() -> str:
        command = [sys.executable, "-c", "import environment; print(environment.works())"]
        return subprocess.check_output(command, cwd=tmp_path / "tools", text=True).strip()

    assert works() == "False"
    (tmp_path / ".venv" / "requirements.txt.installed").touch()
    assert works() == "True"


def test_environment_behind_a_link_is_kept(tmp_path: Path) -> None:
    """Clones may share one by a link: an incomplete one is replaced here, and not emptied there."""
    shared, clone = tmp_path / "shared", tmp_path / "clone"
    (clone / "tools").mkdir(parents=True)
    shared.mkdir()
    (shared / "kept").touch()
    (clone / ".venv").symlink_to(shared)
    script = shutil.copy(ROOT / "tools" / "environment.py", clone / "tools")
    # There is no lock file here, so that nothing is installed.
    done = subprocess.run(
        [sys.executable, script, "requirements.txt"], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert (shared / "kept").exists()
    assert not (clone / ".venv").is_symlink()


def test_check_says_whether_the_lock_file_is_installed(tmp_path: Path) -> None:
    """`make run` then needs no other Python; a changed lock file is another one."""
    (tmp_path / "tools").mkdir()
    script = shutil.copy(ROOT / "tools" / "environment.py", tmp_path / "tools")
    for name in ("requirements.txt", "pyproject.toml", "setup.py"):
        (tmp_path / name).touch()
    venv.create(tmp_path / ".venv", symlinks=True)

    def check() -> int:
        command = [tmp_path / ".venv/bin/python", "-IS", script, "--check", "requirements.txt"]
        return subprocess.run(command, check=False).returncode

    assert check() == 1
    write = (
        "import environment as e; lock = 'requirements.txt';"
        "e.stamp(lock).write_text(e.fingerprint(lock))"
    )
    subprocess.run([sys.executable, "-c", write], cwd=tmp_path / "tools", check=True)
    assert check() == 0
    (tmp_path / "requirements.txt").write_text("falcon==5\n")
    assert check() == 1
