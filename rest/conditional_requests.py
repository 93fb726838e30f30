"""What a client says it holds already (RFC 9110, 13.1.2)."""

from falcon import Request


def is_held(req: Request, etag: str) -> bool:
    """Say whether the client holds the answer with *etag*."""
    return etag in {tag.strip().removeprefix("W/") for tag in _header(req).split(",")}


def asks_for_none(req: Request) -> bool:
    """Say whether the client wants no answer where there is one, whichever it holds."""
    return _header(req).strip() == "*"


def _header(req: Request) -> str:
    return req.get_header("If-None-Match") or ""
