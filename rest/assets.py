"""Files that are sent as they are: read once, compressed once, known by a strong ETag.

Knows nothing of what the files mean; the page and the documentation serve theirs through it.
"""

import base64
import gzip
import hashlib
from collections.abc import Mapping
from pathlib import Path

import falcon
from falcon import Request, Response
from msgspec import Struct

from rest import conditional_requests

MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
}

REVALIDATE = "no-cache"
FOREVER = "public, max-age=31536000, immutable"


class Asset(Struct, frozen=True):
    """One file.

    Attributes:
        body: its bytes.
        compressed: the same under gzip; empty where that saves nothing.
        media_type: such as ``text/css; charset=utf-8``.
        digest: a short name for its bytes, safe in a URL.
    """

    body: bytes
    compressed: bytes
    media_type: str
    digest: str


def make(body: bytes, media_type: str) -> Asset:
    """Return the asset of *body*."""
    packed = gzip.compress(body, mtime=0)
    return Asset(
        body=body,
        compressed=packed if len(packed) < len(body) else b"",
        media_type=media_type,
        digest=name_of(body),
    )


def name_of(body: bytes) -> str:
    """Return a short name for *body* that no other bytes have."""
    return base64.urlsafe_b64encode(hashlib.sha256(body).digest()[:12]).decode()


def load(directory: Path) -> dict[str, Asset]:
    """Return every file below *directory* whose kind is known, by its path from there."""
    return {
        str(path.relative_to(directory)): make(path.read_bytes(), MEDIA_TYPES[path.suffix])
        for path in sorted(directory.rglob("*"))
        if path.suffix in MEDIA_TYPES
    }


def digest(files: Mapping[str, Asset]) -> str:
    """Return a short name for all of *files* together."""
    return name_of("\n".join(f"{name} {files[name].digest}" for name in sorted(files)).encode())


def answer(req: Request, resp: Response, asset: Asset, cache: str) -> None:
    """Answer *asset*, compressed where the client takes that, or 304 where it has it.

    Args:
        req: the request.
        resp: its answer.
        asset: what to send.
        cache: the answer's Cache-Control.
    """
    packed = bool(asset.compressed) and _takes_gzip(req.get_header("Accept-Encoding") or "")
    # A strong ETag names the bytes as sent, so each encoding has its own (RFC 9110, 8.8.3.3).
    etag = f'"{asset.digest}{"-gzip" if packed else ""}"'
    resp.set_header("ETag", etag)
    resp.set_header("Cache-Control", cache)
    resp.append_header("Vary", "Accept-Encoding")
    if conditional_requests.is_held(req, etag) or conditional_requests.asks_for_none(req):
        resp.status = falcon.HTTP_304
        return
    resp.content_type = asset.media_type
    resp.data = asset.compressed if packed else asset.body
    if packed:
        resp.set_header("Content-Encoding", "gzip")


def _takes_gzip(header: str) -> bool:
    for item in header.split(","):
        coding, _, weight = item.replace(" ", "").partition(";q=")
        if coding.lower() == "gzip":
            return weight.strip("0.") != "" if weight else True
    return False
