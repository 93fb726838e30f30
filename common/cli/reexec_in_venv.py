"""Restart a script of the clone with the Python of .venv, if plain `python3` runs it.

Standard library only, because it runs before any package is installed.
"""

import importlib.util
import os
import sys
from pathlib import Path

VENV = Path(__file__).resolve().parents[2] / ".venv"


def ensure(*packages: str) -> None:
    """Return if *packages* can be imported, else restart this script with the Python of .venv.

    Raises:
        SystemExit: no .venv has them; the text says how to create it.
    """
    if all(importlib.util.find_spec(package) for package in packages):
        return
    python = VENV / "bin" / "python"
    if not python.exists() or Path(sys.prefix) == VENV:
        sys.exit(f"{Path(sys.argv[0]).name} needs {', '.join(packages)}: run `make run` first.")
    os.execv(python, [str(python), *sys.argv])
