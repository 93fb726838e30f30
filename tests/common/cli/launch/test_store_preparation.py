"""The launcher prepares the store without keeping what that needs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from common.cli.launch.preflight import PreflightError
from common.cli.launch.stack import ROOT
from common.cli.launch.store_preparation import prepare_in_process


def environment(data: Path, **variables: str) -> dict[str, str]:
    own = {"DATA_DIR": str(data), "SECRET_KEY": "k" * 32, "PYTHONPATH": str(ROOT)}
    return {"PATH": os.environ["PATH"], **own, **variables}


def test_store_is_prepared_by_another_process(tmp_path: Path) -> None:
    prepare_in_process(environment(tmp_path), ROOT)
    assert (tmp_path / "barcode.sqlite3").exists()


def test_reason_of_that_process_is_the_error(tmp_path: Path) -> None:
    (tmp_path / "barcode.sqlite3").write_bytes(b"not a database" * 100)
    with pytest.raises(PreflightError, match=r"barcode\.sqlite3") as raised:
        prepare_in_process(environment(tmp_path), ROOT)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        # It runs as long as the stack, and needs none of these while it does.
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
