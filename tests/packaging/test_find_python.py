"""tools/find-python, on machines that have this or that Python."""

import subprocess
from pathlib import Path

from tests.e2e.running import ROOT


def machine(folder: Path, **pythons: str) -> "subprocess.CompletedProcess[str]":
    """Run it where PATH holds only *pythons*: name → shell script, dots as underscores."""
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


def test_without_python_the_need_is_named(tmp_path: Path) -> None:
    found = machine(tmp_path)
    assert found.returncode == 1
    assert found.stderr == (
        "theBarcodeAPI needs Python 3.11 or newer: there is no python3 on PATH.\n"
    )


def test_old_python_is_named_with_its_version(tmp_path: Path) -> None:
    found = machine(tmp_path, python3=OLD)
    assert found.returncode == 1
    assert found.stderr == (
        "theBarcodeAPI needs Python 3.11 or newer: python3 here is Python 3.9.2.\n"
    )


def test_missing_venv_is_named_with_its_package(tmp_path: Path) -> None:
    found = machine(tmp_path, python3=WITHOUT_VENV)
    assert found.returncode == 1
    assert "apt-get install python3-venv" in found.stderr


def test_newest_that_works_is_taken(tmp_path: Path) -> None:
    found = machine(tmp_path, python3_13=WITHOUT_VENV, python3_12=WORKS, python3=OLD)
    assert (found.returncode, found.stdout) == (0, f"{tmp_path}/python3.12\n")
