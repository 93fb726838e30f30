"""Checks before a stack starts: unusable stores, and a full disk."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from common.cli.launch import preflight
from common.cli.launch.paths import StackPaths
from common.cli.launch.preflight import PreflightError
from common.settings import load
from tests.limits import unwritable_files
from tests.servers.process import free_port


def test_disk_without_room_is_refused(tmp_path: Path) -> None:
    """On a full disk an empty file can be created, but not written."""
    with (
        unwritable_files(),
        pytest.raises(PreflightError, match="DATA_DIR: can't write to") as raised,
    ):
        preflight.make_folders(StackPaths(tmp_path / "data"), tmp_path / "logs")
    assert "\n" not in str(raised.value)
    assert list((tmp_path / "data").iterdir()) == []


def test_lock_on_a_full_disk_is_refused(tmp_path: Path) -> None:
    """The disk may fill between the check and the lock."""
    folders = StackPaths(tmp_path)
    folders.run.mkdir()
    with unwritable_files(), pytest.raises(PreflightError, match=f"can't write to {folders.lock}"):
        preflight.claim(folders)


def test_sqlite_file_in_a_missing_folder_ends_the_start(tmp_path: Path) -> None:
    """A database server may become available, but a missing folder does not."""
    url = f"sqlite:///{tmp_path}/no/such/folder/x.db"
    settings = load({"DATA_DIR": str(tmp_path), "DATABASE_URL": url})
    with pytest.raises(
        PreflightError, match=f"DATABASE_URL: {tmp_path}/no/such/folder/x.db"
    ) as raised:
        preflight.prepare_store(settings)
    assert "\n" not in str(raised.value)
    assert list(tmp_path.iterdir()) == []


def test_serve_fails_with_one_line_if_the_store_can_never_open(tmp_path: Path) -> None:
    """`make run` runs `serve` and ends with its non-zero status."""
    url = f"sqlite:///{tmp_path}/no/such/folder/x.db"
    ports = {"API_PORT": free_port(), "MCP_WS_PORT": free_port()}
    environ = {name: str(port) for name, port in ports.items()}
    environ |= {"DATA_DIR": str(tmp_path / "data"), "DATABASE_URL": url, "PATH": os.environ["PATH"]}
    ended = subprocess.run(
        [sys.executable, "-m", "common.cli", "serve"],
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (1, "", 1)
    assert ended.stderr.startswith("barcode-api: DATABASE_URL: ")
