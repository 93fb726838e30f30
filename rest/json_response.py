"""Writes JSON answers."""

import msgspec
from falcon import Response

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
