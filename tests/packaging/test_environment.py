"""tools/environment.py where .venv can't be made."""

import shutil
import subprocess
import sys
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
