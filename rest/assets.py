"""Static files: read once, compressed once, and sent with a strong ETag.

The page and the API documentation serve their files with these functions.
"""

import base64
import gzip
import hashlib
from collections.abc import Mapping
from pathlib import Path

import falcon
from falcon import Request, Response
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

# Values of Cache-Control.
REVALIDATE = "no-cache"
FOREVER = "public, max-age=31536000, immutable"


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


def answer(req: Request, resp: Response, asset: Asset, cache: str) -> None:
    """Answer with *asset*, in gzip if the client accepts it, or with 304 if the client holds it.

    Args:
        req: the request.
        resp: the answer to write.
        asset: the file.
        cache: the answer's Cache-Control.
    """
    packed = bool(asset.compressed) and _accepts_gzip(req)
    # A strong ETag names the bytes as sent, so each encoding has its own (RFC 9110, 8.8.3.3).
    etag = f"{asset.digest}{'-gzip' if packed else ''}"
    resp.etag = etag
    resp.set_header("Cache-Control", cache)
    resp.append_header("Vary", "Accept-Encoding")
    if not {etag, "*"}.isdisjoint(req.if_none_match or ()):
        resp.status = falcon.HTTP_304
        return
    resp.content_type = asset.media_type
    resp.data = asset.compressed if packed else asset.body
    if packed:
        resp.set_header("Content-Encoding", "gzip")


def _accepts_gzip(req: Request) -> bool:
    """Return True if the client decodes gzip (RFC 9110, 12.5.3)."""
    for item in (req.get_header("Accept-Encoding") or "").split(","):
        coding, _, weight = item.replace(" ", "").partition(";q=")
        if coding.lower() == "gzip":
            # q=0, however it is written, excludes the coding (RFC 9110, 12.4.2).
            return weight.strip("0.") != "" if weight else True
    return False
