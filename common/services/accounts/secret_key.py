"""The key that signs tokens: SECRET_KEY, or one made once and kept in DATA_DIR."""

import logging
import os
import secrets
import tempfile
from pathlib import Path

from common.services.errors import ServiceError

NAME = "secret.key"
BYTES = 48
SHORTEST = 32

log = logging.getLogger(__name__)


class SecretKeyError(ServiceError):
    """The kept key can't be read, written, or trusted."""


def secret_key(given: str | None, data_dir: Path) -> str:
    """Return *given*, or the key in *data_dir*, made there if it is missing.

    Processes that start at once agree on one key. Containers need a common SECRET_KEY to take each
    other's tokens.

    Raises:
        SecretKeyError: the file can't be read or written, or holds no key.
    """
    if given is not None:
        return given
    path = data_dir / NAME
    try:
        if not path.exists():
            _make(path)
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SecretKeyError(f"{path}: {error}") from error
    if len(key) < SHORTEST:
        raise SecretKeyError(f"{path} holds no key; delete it, or set SECRET_KEY")
    return key


def _make(path: Path) -> None:
    # Linked once it is whole: another process sees no key or the key, never a part of it.
    descriptor, scratch = tempfile.mkstemp(dir=path.parent, prefix=".secret-")
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(BYTES))
        os.link(scratch, path)
        log.warning("SECRET_KEY is unset: made one and keep it in %s", path)
    except FileExistsError:
        pass  # another process was first
    finally:
        Path(scratch).unlink()
