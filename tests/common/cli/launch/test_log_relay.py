"""Log files are shown as they grow, over a rotation, and nothing twice."""

from pathlib import Path

from common.cli.launch.log_relay import LogFile


def test_what_was_there_before_is_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text("old\n")
    assert list(LogFile(path).lines()) == []


def test_whole_lines_are_shown_once(tmp_path: Path) -> None:
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
    """As supervisord rotates: the file is renamed, and another takes its place."""
    path = tmp_path / "log"
    path.touch()
    file = LogFile(path)
    path.write_text("last of the old\n")
    path.rename(tmp_path / "log.1")
    path.write_text("first of the new\n")
    assert list(file.lines()) == [b"last of the old\n", b"first of the new\n"]


def test_log_that_vanishes_is_awaited(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.touch()
    file = LogFile(path)
    path.unlink()
    assert list(file.lines()) == []
    path.write_text("back\n")
    assert list(file.lines()) == [b"back\n"]


def test_warning_of_a_socket_without_password_is_left_out(tmp_path: Path) -> None:
    """The socket is 0600; the warning would only alarm."""
    path = tmp_path / "log"
    file = LogFile(path)
    path.write_text(
        "CRIT Server 'unix_http_server' running without any HTTP authentication checking\nkept\n"
    )
    assert list(file.lines()) == [b"kept\n"]
