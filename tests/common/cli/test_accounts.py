"""Accounts on the command line."""

import io
from pathlib import Path

import pytest

from common.cli.__main__ import main
from common.services.accounts.errors import BadCredentials
from common.services.container import open_services
from common.settings import Settings
from tests.common.services.failing_state import block_revocations


@pytest.fixture(autouse=True)
def _data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse\n"))


def test_unknown_user_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """A typing error is visible in the message."""
    assert main(["users", "disable", "otto"]) == 1
    assert "otto" in capsys.readouterr().err


def test_bad_password_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A password has at least 8 characters."""
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert main(["users", "add", "anna"]) == 1
    assert "password" in capsys.readouterr().err


def test_taken_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """Names differ in more than case."""
    assert main(["users", "add", "anna"]) == 0
    capsys.readouterr()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", io.StringIO("correct horse\n"))
        assert main(["users", "add", "Anna"]) == 1
    assert "Anna" in capsys.readouterr().err


def test_new_store_is_reported_once(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A service with another DATA_DIR does not use this store."""
    assert main(["users", "add", "anna"]) == 0
    printed = capsys.readouterr()
    assert str(tmp_path) in printed.err
    assert "DATA_DIR" in printed.err
    assert "DATA_DIR" not in printed.out
    main(["users", "list"])
    assert "DATA_DIR" not in capsys.readouterr().err


def test_user_is_added_changed_and_disabled(capsys: pytest.CaptureFixture[str]) -> None:
    """Each command prints the user: id, name, tier and state."""
    assert main(["users", "add", "anna", "--tier", "standard"]) == 0
    assert main(["users", "set-tier", "anna", "premium"]) == 0
    assert main(["users", "disable", "anna"]) == 0
    assert main(["users", "list"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "1\tanna\tstandard\tenabled",
        "1\tanna\tpremium\tenabled",
        "1\tanna\tpremium\tdisabled",
        "1\tanna\tpremium\tdisabled",
    ]


def test_password_is_replaced(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Only the new password is valid."""
    main(["users", "add", "anna"])
    monkeypatch.setattr("sys.stdin", io.StringIO("battery staple\n"))
    assert main(["users", "passwd", "anna"]) == 0
    with open_services(Settings(data_dir=tmp_path), process="test") as services:
        with pytest.raises(BadCredentials):
            services.auth.login("anna", "correct horse", "ip:192.0.2.1")
        assert services.auth.login("anna", "battery staple", "ip:192.0.2.1")


def test_guessable_password_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    main(["users", "add", "anna"])
    monkeypatch.setattr("sys.stdin", io.StringIO("password1\n"))
    assert main(["users", "passwd", "anna"]) == 1
    assert "guess" in capsys.readouterr().err


def test_deleted_user_has_no_keys_and_frees_the_name(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    main(["users", "add", "anna"])
    capsys.readouterr()
    main(["keys", "create", "anna"])
    secret = capsys.readouterr().out.strip()
    assert main(["users", "delete", "anna"]) == 0
    assert capsys.readouterr().out == "1\tanna\tbasic\tenabled\n"
    assert main(["users", "delete", "anna"]) == 1
    with (
        open_services(Settings(data_dir=tmp_path), process="test") as services,
        pytest.raises(BadCredentials),
    ):
        services.auth.identify(None, secret)


def test_key_works_until_it_is_revoked(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The secret is printed at creation only."""
    main(["users", "add", "anna"])
    capsys.readouterr()
    assert main(["keys", "create", "anna", "--label", "till"]) == 0
    secret = capsys.readouterr().out.strip()
    with open_services(Settings(data_dir=tmp_path), process="test") as services:
        identity = services.auth.identify(None, secret)
        assert identity is not None
        assert identity.user.username == "anna"
    assert main(["keys", "list", "anna"]) == 0
    assert secret not in capsys.readouterr().out
    assert main(["keys", "revoke", "anna", "1"]) == 0
    assert main(["keys", "revoke", "anna", "1"]) == 1


def test_change_without_notification_is_reported_as_done(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Running processes use cached credentials for up to a minute."""
    main(["users", "add", "anna"])
    block_revocations(tmp_path)
    assert main(["users", "disable", "anna"]) == 1
    printed = capsys.readouterr().err
    assert "It is done" in printed
    assert "up to a minute" in printed
    main(["users", "list"])
    assert "disabled" in capsys.readouterr().out


def test_status_lists_missing_migrations(capsys: pytest.CaptureFixture[str]) -> None:
    """The exit status is 1 while a migration is missing."""
    assert main(["status"]) == 1
    assert "missing" in capsys.readouterr().out
    assert main(["migrate"]) == 0
    assert main(["status"]) == 0
    assert "missing" not in capsys.readouterr().out


def test_unavailable_store_is_reported_with_the_reason(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reason is that of the database driver, such as a wrong address or password."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://anna@127.0.0.1:1/barcode")
    assert main(["migrate"]) == 1
    assert "Connection refused" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["users", "list"], ["migrate"]])
def test_sqlite_file_that_cannot_be_opened_is_named(
    command: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """The message has the setting and the path."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/no/such/folder/x.db")
    assert main(command) == 1
    assert f"DATABASE_URL: {tmp_path}/no/such/folder/x.db" in capsys.readouterr().err
