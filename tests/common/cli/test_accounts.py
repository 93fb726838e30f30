"""Accounts on the command line, as an operator types them."""

import io
from pathlib import Path

import pytest

from common.cli.__main__ import main
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
    assert main(["users", "disable", "otto"]) == 1
    assert "otto" in capsys.readouterr().err


def test_bad_password_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert main(["users", "add", "anna"]) == 1
    assert "password" in capsys.readouterr().err


def test_name_that_is_taken_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["users", "add", "anna"]) == 0
    capsys.readouterr()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", io.StringIO("correct horse\n"))
        assert main(["users", "add", "Anna"]) == 1
    assert "Anna" in capsys.readouterr().err


def test_new_store_is_told_of_once(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The service may run with another DATA_DIR, and would know nobody who is added here."""
    assert main(["users", "add", "anna"]) == 0
    told = capsys.readouterr()
    assert str(tmp_path) in told.err
    assert "DATA_DIR" in told.err
    assert "DATA_DIR" not in told.out
    main(["users", "list"])
    assert "DATA_DIR" not in capsys.readouterr().err


def test_user_is_added_changed_and_disabled(capsys: pytest.CaptureFixture[str]) -> None:
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


def test_key_works_until_it_is_revoked(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
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


def test_what_was_done_is_said_to_be_where_not_all_can_be_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    main(["users", "add", "anna"])
    block_revocations(tmp_path)
    assert main(["users", "disable", "anna"]) == 1
    told = capsys.readouterr().err
    assert "It is done" in told
    assert "up to a minute" in told
    main(["users", "list"])
    assert "disabled" in capsys.readouterr().out


def test_status_tells_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status"]) == 1
    assert "missing" in capsys.readouterr().out
    assert main(["migrate"]) == 0
    assert main(["status"]) == 0
    assert "missing" not in capsys.readouterr().out


def test_store_that_does_not_answer_says_why(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as a wrong address, password or name: a class of Python's names none of them."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://anna@127.0.0.1:1/barcode")
    assert main(["migrate"]) == 1
    assert "Connection refused" in capsys.readouterr().err
