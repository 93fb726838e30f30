"""tools/find-python, on machines with different versions of Python."""

import subprocess
from pathlib import Path

from tests.e2e.running import ROOT


def machine(folder: Path, **pythons: str) -> "subprocess.CompletedProcess[str]":
    """Run the tool with only *pythons* on PATH: shell scripts by name, with `_` for dots."""
    for name, script in pythons.items():
        program = folder / name.replace("_", ".")
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
    return subprocess.run(
        ["/bin/sh", ROOT / "tools" / "find-python"],
        env={"PATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


WORKS = "exit 0"
# `import venv` fails, the version alone is fine.
WITHOUT_VENV = 'case "$2" in *venv*) exit 1;; *) exit 0;; esac'
OLD = 'case "$1" in --version) echo Python 3.9.2;; *) exit 1;; esac'


def test_missing_python_is_reported(tmp_path: Path) -> None:
    result = machine(tmp_path)
    assert result.returncode == 1
    assert result.stderr == (
        "theBarcodeAPI needs Python 3.11 or newer: there is no python3 on PATH.\n"
    )


def test_old_python_is_reported_with_its_version(tmp_path: Path) -> None:
    result = machine(tmp_path, python3=OLD)
    assert result.returncode == 1
    assert result.stderr == (
        "theBarcodeAPI needs Python 3.11 or newer: python3 here is Python 3.9.2.\n"
    )


def test_missing_venv_is_reported_with_its_package(tmp_path: Path) -> None:
    result = machine(tmp_path, python3=WITHOUT_VENV)
    assert result.returncode == 1
    assert "apt-get install python3-venv" in result.stderr


def test_newest_working_python_is_chosen(tmp_path: Path) -> None:
    result = machine(tmp_path, python3_13=WITHOUT_VENV, python3_12=WORKS, python3=OLD)
    assert (result.returncode, result.stdout) == (0, f"{tmp_path}/python3.12\n")
