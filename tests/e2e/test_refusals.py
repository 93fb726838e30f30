"""A stack that can't start prints one line with the reason and exits with 1."""

import socket
from pathlib import Path

import pytest

from tests.e2e.running import RunningStack, failed_start, own_environment, processes_of


def test_taken_port_is_named_with_its_setting(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        status, output = failed_start(own_environment(tmp_path, MCP_WS_PORT=port))
    assert status == 1
    assert output.count("\n") == 1
    assert f"Port {port} " in output
    assert "MCP_WS_PORT" in output


def test_one_port_for_both_is_refused(tmp_path: Path) -> None:
    status, output = failed_start(own_environment(tmp_path, API_PORT="8123", MCP_WS_PORT="8123"))
    assert (status, output.count("\n")) == (1, 1)
    assert "API_PORT and MCP_WS_PORT are the same port" in output


@pytest.mark.parametrize("host", ["192.0.2.1", "no..name"])
def test_address_of_another_machine_is_refused(tmp_path: Path, host: str) -> None:
    """No machine has 192.0.2.0/24 (RFC 5737); a name has no empty label (RFC 1034, 3.1)."""
    status, output = failed_start(own_environment(tmp_path, HOST=host))
    assert (status, output.count("\n")) == (1, 1)
    assert host in output
    assert "set it to one" in output


def test_unwritable_data_folder_is_refused(tmp_path: Path) -> None:
    """A folder can't be made under a file, even by root."""
    (tmp_path / "file").touch()
    status, output = failed_start(own_environment(tmp_path / "file" / "data"))
    assert (status, output.count("\n")) == (1, 1)
    assert f"DATA_DIR: can't write to {tmp_path}/file/data" in output


def test_lock_that_this_user_may_not_write_is_refused(tmp_path: Path) -> None:
    """A folder in place of the file: even root can't write to it."""
    (tmp_path / "run" / "lock").mkdir(parents=True)
    status, output = failed_start(own_environment(tmp_path))
    assert (status, output.count("\n")) == (1, 1)
    assert f"DATA_DIR: can't write to {tmp_path}/run/lock" in output


def test_default_store_that_is_not_a_database_is_refused(tmp_path: Path) -> None:
    """docs/errors.md lists the message."""
    (tmp_path / "barcode.sqlite3").write_text("no database " * 100)
    status, output = failed_start(own_environment(tmp_path))
    assert (status, output.count("\n")) == (1, 1)
    assert f"DATA_DIR: {tmp_path}/barcode.sqlite3: file is not a database" in output


def test_too_long_data_folder_is_refused(tmp_path: Path) -> None:
    status, output = failed_start(own_environment(tmp_path / ("x" * 100)))
    assert (status, output.count("\n")) == (1, 1)
    assert "set DATA_DIR to a folder with a shorter path" in output


def test_percent_sign_in_the_data_folder_is_refused(tmp_path: Path) -> None:
    status, output = failed_start(own_environment(tmp_path / "100%c"))
    assert (status, output.count("\n")) == (1, 1)
    assert f"can't use the % in {tmp_path}/100%c" in output


def test_bad_setting_is_refused_by_name(tmp_path: Path) -> None:
    status, output = failed_start(own_environment(tmp_path, WORKERS="many"))
    assert (status, output.count("\n")) == (1, 1)
    assert "WORKERS must be a whole number" in output


@pytest.mark.parametrize("file", ["no/such/folder/store.db", ".", "text.db"])
def test_file_that_can_hold_no_store_is_refused(tmp_path: Path, file: str) -> None:
    """A folder is missing, the path is a folder, or the file is text: waiting does not help."""
    (tmp_path / "text.db").write_text("This is no database.")
    url = f"sqlite:///{tmp_path / file}"
    status, output = failed_start(
        own_environment(tmp_path / "data", DATABASE_URL=url, SECRET_KEY="k" * 32)
    )
    assert (status, output.count("\n")) == (1, 1)
    assert output.startswith("barcode-api: DATABASE_URL: ")
    assert "must be a SQLite file or a new one" in output


@pytest.mark.parametrize(
    ("name", "value", "fix"),
    [
        ("DATABASE_URL", "sqlite:///:memory:", "name a file that all processes share"),
        ("DATABASE_URL", "sqlite://data/store.db", "such as sqlite:///data/"),
        ("DATABASE_URL", "sqlite:///store.db?mode=ro", "name a file"),
        ("DATABASE_URL", "postgresql://u:hunter2@h/db?no_such=1", "options must be libpq's own"),
        ("DATABASE_URL", "postgresql://u:hunter2%@h/db", "is written %25"),
        ("REDIS_URL", "redis://:hunter2@h/first", "end in a database's number"),
        ("REDIS_URL", "redis://:hunter2@h/0?no_such=1", "an option or a value that redis-py lacks"),
        ("REDIS_URL", "redis://:hunter2@h/0?db=one", "an option or a value that redis-py lacks"),
        ("REDIS_URL", "redis://:hunter2@h/0?socket_timeout=9", "can't set socket_timeout"),
    ],
)
def test_invalid_url_is_refused(tmp_path: Path, name: str, value: str, fix: str) -> None:
    status, output = failed_start(own_environment(tmp_path, **{name: value}))
    assert (status, output.count("\n")) == (1, 1)
    assert output.startswith(f"barcode-api: {name} ")
    assert fix in output
    assert "hunter2" not in output


def test_second_stack_on_one_data_folder_is_refused(stack: RunningStack) -> None:
    status, output = failed_start(own_environment(stack.data))
    assert (status, output.count("\n")) == (1, 1)
    assert f"A stack already runs on {stack.data} (process {stack.launcher.pid})" in output
    assert stack.answers()


def test_program_that_keeps_failing_ends_the_stack(tmp_path: Path) -> None:
    environ = own_environment(tmp_path, GUNICORN_CMD_ARGS="--worker-class no.such.Worker")
    status, output = failed_start(environ)
    assert status == 1
    assert f"gunicorn keeps failing: see {tmp_path}/logs/gunicorn.log." in output.splitlines()
    assert processes_of(tmp_path) == []
