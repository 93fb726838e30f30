"""tools/environment.py where .venv can't be made, or was half made."""

import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_a_clone_that_can_not_be_written_is_one_clear_line(tmp_path: Path) -> None:
    """A folder stands where the lock file should: root, too, gets an OSError from it."""
    (tmp_path / "tools").mkdir()
    (tmp_path / ".venv.lock").mkdir()
    script = shutil.copy(ROOT / "tools" / "environment.py", tmp_path / "tools")
    done = subprocess.run(
        [sys.executable, script, "requirements.txt"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"{tmp_path}/.venv can't be made or used")


def test_what_was_interrupted_does_not_work(tmp_path: Path) -> None:
    """Ctrl-C while pip is unpacked leaves a pip that can be imported and installs nothing."""
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "environment.py", tmp_path / "tools")
    venv.create(tmp_path / ".venv", symlinks=True)
    (packages,) = tmp_path.glob(".venv/lib/*/site-packages")
    (packages / "pip").mkdir()
    (packages / "pip" / "__init__.py").touch()

    def works() -> str:
        ask = [sys.executable, "-c", "import environment; print(environment.works())"]
        return subprocess.check_output(ask, cwd=tmp_path / "tools", text=True).strip()

    assert works() == "False"
    (tmp_path / ".venv" / "requirements.txt.installed").touch()
    assert works() == "True"
