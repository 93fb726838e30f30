"""A stack that can't start says why in one clear line and exits non-zero (issue A, 1)."""

import socket
from pathlib import Path

import pytest

from tests.e2e.running import RunningStack, own_environment, processes_of, refusal


def test_taken_port_is_named_with_its_setting(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        status, said = refusal(own_environment(tmp_path, MCP_WS_PORT=port))
    assert status == 1
    assert said.count("\n") == 1
    assert f"Port {port} " in said
    assert "MCP_WS_PORT" in said


def test_one_port_for_both_is_refused(tmp_path: Path) -> None:
    status, said = refusal(own_environment(tmp_path, API_PORT="8123", MCP_WS_PORT="8123"))
    assert (status, said.count("\n")) == (1, 1)
    assert "API_PORT and MCP_WS_PORT are the same port" in said


@pytest.mark.parametrize("host", ["192.0.2.1", "no..name"])
def test_address_of_another_machine_is_refused(tmp_path: Path, host: str) -> None:
    """192.0.2.0/24 is nobody's (RFC 5737), and a name has no empty label (RFC 1034, 3.1)."""
    status, said = refusal(own_environment(tmp_path, HOST=host))
    assert (status, said.count("\n")) == (1, 1)
    assert host in said
    assert "set it to one" in said


def test_unwritable_data_folder_is_refused(tmp_path: Path) -> None:
    """Under a file no folder can be made, whoever asks: root may write anywhere else."""
    (tmp_path / "file").touch()
    status, said = refusal(own_environment(tmp_path / "file" / "data"))
    assert (status, said.count("\n")) == (1, 1)
    assert f"DATA_DIR: can't write to {tmp_path}/file/data" in said


def test_lock_that_this_user_may_not_write_is_refused(tmp_path: Path) -> None:
    """Nobody can write to a folder as to a file; another user's file needs two users to test."""
    (tmp_path / "run" / "lock").mkdir(parents=True)
    status, said = refusal(own_environment(tmp_path))
    assert (status, said.count("\n")) == (1, 1)
    assert f"DATA_DIR: can't write to {tmp_path}/run/lock" in said


def test_default_store_that_is_none_is_refused(tmp_path: Path) -> None:
    """docs/errors.md; it was a traceback."""
    (tmp_path / "barcode.sqlite3").write_text("no database " * 100)
    status, said = refusal(own_environment(tmp_path))
    assert (status, said.count("\n")) == (1, 1)
    assert f"DATA_DIR: {tmp_path}/barcode.sqlite3: file is not a database" in said


def test_too_long_data_folder_is_refused(tmp_path: Path) -> None:
    status, said = refusal(own_environment(tmp_path / ("x" * 100)))
    assert (status, said.count("\n")) == (1, 1)
    assert "set DATA_DIR to a folder with a shorter path" in said


def test_percent_sign_in_the_data_folder_is_refused(tmp_path: Path) -> None:
    status, said = refusal(own_environment(tmp_path / "100%c"))
    assert (status, said.count("\n")) == (1, 1)
    assert f"can't use the % in {tmp_path}/100%c" in said


def test_bad_setting_is_refused_by_name(tmp_path: Path) -> None:
    status, said = refusal(own_environment(tmp_path, WORKERS="many"))
    assert (status, said.count("\n")) == (1, 1)
    assert "WORKERS must be a whole number" in said


@pytest.mark.parametrize("file", ["no/such/folder/store.db", ".", "text.db"])
def test_file_that_can_hold_no_store_is_refused(tmp_path: Path, file: str) -> None:
    """A server may come later; a file won't: its folder is missing, it is one, or it is text."""
    (tmp_path / "text.db").write_text("This is no database.")
    url = f"sqlite:///{tmp_path / file}"
    status, said = refusal(
        own_environment(tmp_path / "data", DATABASE_URL=url, SECRET_KEY="k" * 32)
    )
    assert (status, said.count("\n")) == (1, 1)
    assert said.startswith("barcode-api: DATABASE_URL: ")
    assert "must be a SQLite file or a new one" in said


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
def test_url_that_can_never_work_is_refused(
    tmp_path: Path, name: str, value: str, fix: str
) -> None:
    status, said = refusal(own_environment(tmp_path, **{name: value}))
    assert (status, said.count("\n")) == (1, 1)
    assert said.startswith(f"barcode-api: {name} ")
    assert fix in said
    assert "hunter2" not in said


def test_second_stack_on_one_data_folder_is_refused(stack: RunningStack) -> None:
    status, said = refusal(own_environment(stack.data))
    assert (status, said.count("\n")) == (1, 1)
    assert f"A stack already runs on {stack.data} (process {stack.launcher.pid})" in said
    assert stack.answers()


def test_program_that_keeps_failing_ends_the_stack(tmp_path: Path) -> None:
    environ = own_environment(tmp_path, GUNICORN_CMD_ARGS="--worker-class no.such.Worker")
    status, said = refusal(environ)
    assert status == 1
    assert f"gunicorn keeps failing: see {tmp_path}/logs/gunicorn.log." in said.splitlines()
    assert processes_of(tmp_path) == []
