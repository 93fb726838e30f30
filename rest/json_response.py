"""Writes JSON answers."""

import msgspec
from falcon import Request, Response

from rest import assets
from rest.assets import Asset

JSON = "application/json"
# For documents that change with the version of the product only.
ONE_HOUR = "public, max-age=3600"


def send(resp: Response, document: object, cache: str = "no-store") -> None:
    """Answer with *document* as JSON.

    Args:
        resp: the answer to write.
        document: anything that msgspec encodes, or JSON that is encoded already.
        cache: the answer's Cache-Control.
    """
    resp.content_type = JSON
    resp.data = document if isinstance(document, bytes) else msgspec.json.encode(document)
    resp.set_header("Cache-Control", cache)


def document(content: object) -> Asset:
    """Return *content* as JSON that is compressed once, for answers that are the same each time."""
    return assets.make(msgspec.json.encode(content), JSON)


def send_document(req: Request, resp: Response, asset: Asset) -> None:
    """Answer with a `document`, in gzip if the client accepts it, or with 304 if it holds it."""
    assets.answer(req, resp, asset, ONE_HOUR)
