"""The files of the page and of the API documentation: read once and compressed once.

It knows nothing of requests, so that Gunicorn's parent process can import it before it forks.
"""

import base64
import gzip
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from msgspec import Struct

MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
}


class Asset(Struct, frozen=True):
    """One file.

    Attributes:
        body: its bytes.
        compressed: the same in gzip; empty if that is not shorter.
        media_type: such as ``text/css; charset=utf-8``.
        digest: a short digest of the bytes, safe in a URL.
    """

    body: bytes
    compressed: bytes
    media_type: str
    digest: str


def make(body: bytes, media_type: str) -> Asset:
    """Return the asset of *body*."""
    # Without a time in its header the result is the same in every process.
    packed = gzip.compress(body, mtime=0)
    return Asset(
        body=body,
        compressed=packed if len(packed) < len(body) else b"",
        media_type=media_type,
        digest=digest(body),
    )


def digest(body: bytes) -> str:
    """Return 96 bits of the SHA-256 digest of *body*, in base64url."""
    return base64.urlsafe_b64encode(hashlib.sha256(body).digest()[:12]).decode()


def load(directory: Path) -> dict[str, Asset]:
    """Return every file below *directory* of a known media type, by its relative path."""
    return {
        str(path.relative_to(directory)): make(path.read_bytes(), MEDIA_TYPES[path.suffix])
        for path in sorted(directory.rglob("*"))
        if path.suffix in MEDIA_TYPES
    }


def combined_digest(files: Mapping[str, Asset]) -> str:
    """Return a digest of all *files* and their names."""
    return digest("\n".join(f"{name} {files[name].digest}" for name in sorted(files)).encode())


@cache
def bundled(folder: str) -> dict[str, Asset]:
    """Return every file of *folder*, ``docs`` or ``web``, which is loaded once for all workers."""
    return load(Path(__file__).parent / folder)
