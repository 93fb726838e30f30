"""What is checked before a stack starts, on a disk that takes no more."""

from pathlib import Path

import pytest

from common.cli.launch import preflight
from common.cli.launch.paths import StackPaths
from common.cli.launch.preflight import PreflightError
from tests.limits import unwritable_files


def test_disk_without_room_is_refused(tmp_path: Path) -> None:
    """On a full disk a file can still be made: only what is written to it tells."""
    with (
        unwritable_files(),
        pytest.raises(PreflightError, match="DATA_DIR: can't write to") as said,
    ):
        preflight.make_folders(StackPaths(tmp_path / "data"), tmp_path / "logs")
    assert "\n" not in str(said.value)
    assert list((tmp_path / "data").iterdir()) == []


def test_lock_that_takes_no_more_is_refused(tmp_path: Path) -> None:
    """The disk may fill between the check and the lock; it was a traceback."""
    folders = StackPaths(tmp_path)
    folders.run.mkdir()
    with unwritable_files(), pytest.raises(PreflightError, match=f"can't write to {folders.lock}"):
        preflight.claim(folders)
