"""A stack that can't start prints one line with the reason and exits with 1.

The reasons are tested in tests/common/cli/launch/test_preflight.py.
"""

import socket
from pathlib import Path

from tests.e2e.running import RunningStack, failed_start, own_environment, processes_of


def test_taken_port_is_named_with_its_setting(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        status, output = failed_start(own_environment(tmp_path, MCP_WS_PORT=port))
    assert (status, output.count("\n")) == (1, 1)
    assert output.startswith(f"barcode-api: Port {port} ")
    assert "MCP_WS_PORT" in output


def test_bad_setting_is_refused_by_name(tmp_path: Path) -> None:
    status, output = failed_start(own_environment(tmp_path, WORKERS="many"))
    assert (status, output.count("\n")) == (1, 1)
    assert "WORKERS must be a whole number" in output


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
