"""Checks before a stack starts: each refusal is one line with a fix."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from common.cli.launch import preflight, store_preparation
from common.cli.launch.paths import StackPaths
from common.cli.launch.preflight import PreflightError
from common.settings import SettingsError, load
from tests.limits import unwritable_files
from tests.servers.process import free_port

HOST = "127.0.0.1"
PASSWORD = "hunter2"


@contextmanager
def refused(*parts: str) -> Iterator[None]:
    """Expect an error of one line with each of *parts*, and without the password."""
    with pytest.raises((PreflightError, SettingsError)) as raised:
        yield
    text = str(raised.value)
    assert "\n" not in text
    assert PASSWORD not in text
    assert all(part in text for part in parts), text


def make_folders(data: Path) -> None:
    preflight.make_folders(StackPaths(data), data / "logs")


def prepare(data: Path, **variables: str) -> None:
    store_preparation.prepare(load({"DATA_DIR": str(data), "SECRET_KEY": "k" * 32, **variables}))


# Ports and addresses


def test_taken_port_is_refused_with_its_setting() -> None:
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        with refused(f"Port {port} ", "set MCP_WS_PORT to a free port"):
            preflight.check_ports(HOST, {"API_PORT": free_port(), "MCP_WS_PORT": port})


@pytest.mark.parametrize(
    ("options", "fix"), [("model=zebra-zd42", "zebra-zd421"), ("language=pcl", "zpl")]
)
def test_unknown_printer_model_or_language_is_refused(options: str, fix: str) -> None:
    """Before the first label is sent to it; the text has what is known."""
    found = load({"PRINTERS": f"desk=tcp://127.0.0.1?{options}"})
    with pytest.raises(PreflightError, match=f"^PRINTERS: .*{fix}"):
        preflight.check_printers(found)


def test_one_port_for_both_is_refused() -> None:
    with refused("API_PORT and MCP_WS_PORT are the same port"):
        preflight.check_ports(HOST, {"API_PORT": 8123, "MCP_WS_PORT": 8123})


@pytest.mark.parametrize("host", ["192.0.2.1", "no..name"])
def test_address_of_another_machine_is_refused(host: str) -> None:
    """No machine has 192.0.2.0/24 (RFC 5737); a name has no empty label (RFC 1034, 3.1)."""
    with refused(host, "set it to one"):
        preflight.check_ports(host, {"API_PORT": free_port()})


# Folders


def test_unwritable_data_folder_is_refused(tmp_path: Path) -> None:
    """A folder can't be made under a file, even by root."""
    (tmp_path / "f").touch()
    with refused(f"DATA_DIR: can't write to {tmp_path}/f/d"):
        make_folders(tmp_path / "f" / "d")


@pytest.mark.parametrize(
    ("name", "fix"),
    [
        ("x" * 100, "set DATA_DIR to a folder with a shorter path"),
        ("100%c", "use a path without %"),
    ],
)
def test_path_that_supervisord_cannot_use_is_refused(tmp_path: Path, name: str, fix: str) -> None:
    """unix(7): sun_path has 108 bytes. supervisord's configuration expands percent signs."""
    with refused(fix):
        make_folders(tmp_path / name)


def test_disk_without_room_is_refused(tmp_path: Path) -> None:
    """On a full disk an empty file can be created, but not written."""
    with unwritable_files(), refused("DATA_DIR: can't write to"):
        make_folders(tmp_path / "data")
    assert list((tmp_path / "data").iterdir()) == []


def test_lock_that_this_user_may_not_write_is_refused(tmp_path: Path) -> None:
    """A folder in place of the file: even root can't write to it."""
    folders = StackPaths(tmp_path)
    folders.lock.mkdir(parents=True)
    with refused(f"DATA_DIR: can't write to {folders.lock}"):
        preflight.claim(folders)


def test_lock_on_a_full_disk_is_refused(tmp_path: Path) -> None:
    """The disk may fill between the check and the lock."""
    folders = StackPaths(tmp_path)
    folders.run.mkdir()
    with unwritable_files(), refused(f"can't write to {folders.lock}"):
        preflight.claim(folders)


# The store


def test_default_store_that_is_not_a_database_is_refused(tmp_path: Path) -> None:
    """docs/errors.md lists the message."""
    (tmp_path / "barcode.sqlite3").write_text("no database " * 100)
    with refused(f"DATA_DIR: {tmp_path}/barcode.sqlite3: file is not a database"):
        prepare(tmp_path)


@pytest.mark.parametrize("file", ["no/such/folder/store.db", ".", "text.db"])
def test_file_that_can_hold_no_store_is_refused(tmp_path: Path, file: str) -> None:
    """A folder is missing, the path is a folder, or the file is text: waiting does not help."""
    (tmp_path / "text.db").write_text("This is no database.")
    with refused(f"DATABASE_URL: {tmp_path / file}", "must be a SQLite file or a new one"):
        prepare(tmp_path / "data", DATABASE_URL=f"sqlite:///{tmp_path / file}")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("name", "value", "fix"),
    [
        ("DATABASE_URL", "sqlite:///:memory:", "name a file that all processes share"),
        ("DATABASE_URL", "sqlite://data/store.db", "such as sqlite:///data/"),
        ("DATABASE_URL", "sqlite:///store.db?mode=ro", "name a file"),
        ("DATABASE_URL", "postgresql://u:hunter2@h/db?no_such=1", "options must be libpq's own"),
        ("DATABASE_URL", "postgresql://u:hunter2%@h/db", "is written %25"),
        ("REDIS_URL", "redis+sentinel://:hunter2@h/mymaster/first", "end in a database's number"),
        ("REDIS_URL", "redis+sentinel://:hunter2@h/mymaster/0?no_such=1", "that redis-py lacks"),
        ("REDIS_URL", "redis://:hunter2@h/first", "end in a database's number"),
        ("REDIS_URL", "redis://:hunter2@h/0?no_such=1", "an option or a value that redis-py lacks"),
        ("REDIS_URL", "redis://:hunter2@h/0?db=one", "an option or a value that redis-py lacks"),
        ("REDIS_URL", "redis://:hunter2@h/0?socket_timeout=9", "can't set socket_timeout"),
    ],
)
def test_invalid_url_is_refused_without_its_password(
    tmp_path: Path, name: str, value: str, fix: str
) -> None:
    """The line is logged, which is no place for a secret."""
    with refused(f"{name} ", fix):
        prepare(tmp_path, **{name: value})
