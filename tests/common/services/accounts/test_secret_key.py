"""The key that signs tokens."""

import stat
from pathlib import Path

import pytest

from common.services.accounts.secret_key import SecretKeyError, secret_key

SECRET = "s" * 64


def test_secret_key_is_generated_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    """No other user may read it."""
    made = secret_key(None, tmp_path)
    assert secret_key(None, tmp_path) == made
    assert len(made) >= 32
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_given_secret_key_is_not_stored(tmp_path: Path) -> None:
    """SECRET_KEY may come from a secret store."""
    assert secret_key(SECRET, tmp_path) == SECRET
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"short", b"\xff" * 40])
def test_file_without_a_key_is_rejected(tmp_path: Path, content: bytes) -> None:
    """Empty, too short, and not ASCII."""
    (tmp_path / "secret.key").write_bytes(content)
    with pytest.raises(SecretKeyError):
        secret_key(None, tmp_path)
