"""The launcher prepares the store without keeping what that needs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from common.cli.launch.stack import ROOT
from tests.servers.waiting import START_SECONDS

# The launcher is a process without threads, which it forks.
LAUNCH = """
import os, sys
from pathlib import Path
from common.cli.launch import preflight, processes
environ = {**os.environ, processes.LAUNCHER: str(os.getpid())}
try:
    preflight.prepare_store(environ, Path.cwd())
except preflight.PreflightError as error:
    sys.exit(str(error))
print("peewee" in sys.modules)
"""


def launch(data: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", LAUNCH],
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(data), "SECRET_KEY": "k" * 32},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=False,
    )


def test_store_is_prepared_by_another_process(tmp_path: Path) -> None:
    assert launch(tmp_path).stdout == "False\n"
    assert (tmp_path / "barcode.sqlite3").exists()


def test_reason_of_that_process_is_the_error(tmp_path: Path) -> None:
    (tmp_path / "barcode.sqlite3").write_bytes(b"not a database" * 100)
    done = launch(tmp_path)
    assert done.returncode == 1
    assert "barcode.sqlite3" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        # Its settings decide what is imported for all programs.
        ("common.cli.launch.stack", "peewee psycopg redis PIL zint zxingcpp falcon"),
        # The processes that parse files have no database.
        ("common.operations.isolated_parsing", "peewee psycopg redis falcon"),
        # Without REDIS_URL.
        ("common.services.container", "redis"),
    ],
)
def test_module_imports_no_more_than_it_uses(module: str, absent: str) -> None:
    code = f"import sys, {module}; print(*(set({absent.split()}) & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == ""
