"""The key that signs tokens: SECRET_KEY, or one that is generated once and kept in DATA_DIR."""

import logging
import os
import secrets
import tempfile
from pathlib import Path

from common.services.errors import ServiceError
from common.services.private_files import make_private

NAME = "secret.key"
BYTES = 48
MIN_CHARACTERS = 32

log = logging.getLogger(__name__)


class SecretKeyError(ServiceError):
    """The key file can't be read or written, or has no key."""


def secret_key(given: str | None, data_dir: Path) -> str:
    """Return *given*, or the key in *data_dir*, generated there if it is missing.

    Processes that start at the same time agree on one key. Containers need a common SECRET_KEY to
    accept each other's tokens.

    Raises:
        SecretKeyError: the file can't be read or written, or has no key.
    """
    if given is not None:
        return given
    path = data_dir / NAME
    try:
        if not path.exists():
            _generate(path)
        # A copy of a backup may be readable by others.
        make_private(path)
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SecretKeyError(f"{path}: {error}") from error
    if len(key) < MIN_CHARACTERS:
        raise SecretKeyError(f"{path} contains no key; delete it, or set SECRET_KEY")
    return key


def _generate(path: Path) -> None:
    # Linked when it is complete: another process sees the whole key or no key.
    # mkstemp makes it readable by its owner only.
    descriptor, scratch = tempfile.mkstemp(dir=path.parent, prefix=".secret-")
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(BYTES))
        os.link(scratch, path)
        log.warning("SECRET_KEY is unset: generated one, kept in %s", path)
    except FileExistsError:
        pass  # another process was first
    finally:
        Path(scratch).unlink()
