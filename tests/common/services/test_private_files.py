"""Rights of the files in DATA_DIR, as the kernel reports them."""

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from common.cli.launch import preflight
from common.cli.launch.paths import StackPaths
from common.services.container import open_services
from common.services.private_files import make_private, prepare_sqlite
from common.settings import load


@pytest.fixture(autouse=True)
def open_umask() -> Iterator[None]:
    """The umask under which a careless file is readable and writable by everybody."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def shared_files(folder: Path) -> list[str]:
    """Return the files and sockets below *folder* that other users have rights on."""
    found = (path for path in folder.rglob("*") if not path.is_dir())
    return [str(path) for path in found if mode(path) & 0o077]


def test_missing_file_is_no_error(tmp_path: Path) -> None:
    make_private(tmp_path / "absent")
    assert list(tmp_path.iterdir()) == []


def test_target_of_a_link_is_left_alone(tmp_path: Path) -> None:
    """A link may lead to a file of the operator, such as a shared certificate."""
    (tmp_path / "target").touch(mode=0o644)
    (tmp_path / "link").symlink_to("target")
    make_private(tmp_path / "link")
    assert mode(tmp_path / "target") == 0o644


def test_database_that_others_could_read_is_made_private_with_its_log(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE t (a)")
    files = [path.with_name(path.name + suffix) for suffix in ("", "-wal", "-shm")]
    assert {mode(file) for file in files} == {0o644}
    prepare_sqlite(path)
    assert {mode(file) for file in files} == {0o600}
    # The connection still works: its files were not opened a second time.
    connection.execute("INSERT INTO t VALUES (1)")
    connection.close()


def test_services_write_private_files_into_a_folder_of_the_operator(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    with open_services(load({"DATA_DIR": str(tmp_path)}), process="test"):
        assert {path.name for path in tmp_path.iterdir()} >= {
            "barcode.sqlite3",
            "barcode.sqlite3-wal",
            "state.sqlite3",
            "state.sqlite3-wal",
            "secret.key",
        }
        assert shared_files(tmp_path) == []


def test_command_line_creates_a_private_store(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "common.cli", "users", "list"],
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path / "data")},
        check=True,
        capture_output=True,
        timeout=60,
    )
    assert mode(tmp_path / "data") == 0o700
    assert shared_files(tmp_path) == []


def test_files_of_an_earlier_start_are_made_private(tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    for folder in (logs, tmp_path / "run", tmp_path / "redis" / "appendonlydir"):
        folder.mkdir(parents=True)
        (folder / "file").touch(mode=0o644)
    preflight.make_folders(StackPaths(tmp_path), logs)
    preflight.claim(StackPaths(tmp_path)).close()
    assert shared_files(tmp_path) == []
    assert {mode(folder) for folder in tmp_path.iterdir()} == {0o700}


def test_log_directory_of_the_operator_keeps_its_rights(tmp_path: Path) -> None:
    """A group may collect the logs from there."""
    logs = tmp_path / "var" / "log"
    logs.mkdir(parents=True)
    logs.chmod(0o750)
    (logs / "file").touch(mode=0o640)
    preflight.make_folders(StackPaths(tmp_path / "data"), logs)
    assert (mode(logs), mode(logs / "file")) == (0o750, 0o640)
