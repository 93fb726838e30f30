"""Growing log files are copied once, line by line, and across rotations."""

import subprocess
import sys
from pathlib import Path

from common.cli.launch.log_relay import LogFile


def test_old_lines_are_not_copied(tmp_path: Path) -> None:
    """A log from an earlier start is not part of this one."""
    path = tmp_path / "log"
    path.write_text("old\n")
    assert list(LogFile(path).lines()) == []


def test_complete_lines_are_copied_once(tmp_path: Path) -> None:
    """A line that is written in parts is copied when it is complete."""
    path = tmp_path / "log"
    file = LogFile(path)
    with path.open("a") as log:
        log.write("one\ntwo\nthr")
        log.flush()
        assert list(file.lines()) == [b"one\n", b"two\n"]
        log.write("ee\n")
        log.flush()
        assert list(file.lines()) == [b"three\n"]
    assert list(file.lines()) == []


def test_rotation_loses_no_line(tmp_path: Path) -> None:
    """Supervisord renames the file and creates a new one (RotatingFileHandler)."""
    path = tmp_path / "log"
    path.touch()
    file = LogFile(path)
    path.write_text("last of the old\n")
    path.rename(tmp_path / "log.1")
    path.write_text("first of the new\n")
    assert list(file.lines()) == [b"last of the old\n", b"first of the new\n"]


def test_deleted_log_is_read_when_it_exists_again(tmp_path: Path) -> None:
    """An operator may delete a log while its program runs."""
    path = tmp_path / "log"
    path.touch()
    file = LogFile(path)
    path.unlink()
    assert list(file.lines()) == []
    path.write_text("back\n")
    assert list(file.lines()) == [b"back\n"]


def test_warning_about_a_socket_without_password_is_omitted(tmp_path: Path) -> None:
    """The socket has mode 0600, so that the warning does not apply."""
    path = tmp_path / "log"
    file = LogFile(path)
    path.write_text(
        "CRIT Server 'unix_http_server' running without any HTTP authentication checking\nkept\n"
    )
    assert list(file.lines()) == [b"kept\n"]


def test_full_disk_under_stdout_does_not_end_the_display() -> None:
    """Every write to /dev/full fails (full(4))."""
    code = (
        "from common.cli.launch.log_relay import Display\n"
        "display = Display([]); display.start(); display.say('lost'); display.close(30)"
    )
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", code], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert (done.returncode, done.stderr) == (0, b"")
