"""Static files: read once, compressed once, and sent with a strong ETag.

The page and the API documentation serve their files with these functions.
"""

import falcon
from falcon import Request, Response

from rest.asset_files import MEDIA_TYPES, Asset, bundled, combined_digest, digest, load, make

__all__ = [
    "FOREVER",
    "MEDIA_TYPES",
    "REVALIDATE",
    "Asset",
    "answer",
    "bundled",
    "combined_digest",
    "digest",
    "load",
    "make",
]

# Values of Cache-Control.
REVALIDATE = "no-cache"
FOREVER = "public, max-age=31536000, immutable"


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
