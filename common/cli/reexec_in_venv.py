"""For scripts in the clone that a plain `python3` may run: go on with the Python of .venv.

Standard library only: it runs before anything is installed.
"""

import importlib.util
import os
import sys
from pathlib import Path

VENV = Path(__file__).resolve().parents[2] / ".venv"


def ensure(*packages: str) -> None:
    """Return where *packages* can be imported; else run this script again with .venv's Python.

    Raises:
        SystemExit: there is no .venv that has them; the text says how to make it.
    """
    if all(importlib.util.find_spec(package) for package in packages):
        return
    python = VENV / "bin" / "python"
    if not python.exists() or Path(sys.prefix) == VENV:
        sys.exit(f"{Path(sys.argv[0]).name} needs {', '.join(packages)}: run `make run` first.")
    os.execv(python, [str(python), *sys.argv])
