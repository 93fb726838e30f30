"""URLs of a batch and of its files."""

from common.operations.batches.lifecycle import Batch
from common.settings import Settings

FILES = ("barcodes.zip", "labels.pdf", "labels.zpl")
REPORT = "report.csv"
_WILDCARDS = ("0.0.0.0", "::", "")  # noqa: S104 - compared with HOST, not bound


def path_of(settings: Settings, id: str) -> str:
    """Return the URL of the batch *id*: absolute if SERVER_URL is set, else a path."""
    return f"{settings.server_url or ''}{settings.root_path}/batches/{id}"


def links(settings: Settings, batch: Batch) -> dict[str, str]:
    """Return the URLs of *batch* (``self``) and of its files, by name."""
    own = path_of(settings, batch.id)
    names = (*FILES, REPORT) if batch.valid else (REPORT,)
    return {"self": own, **{name: f"{own}/{name}" for name in names}}


def absolute_links(settings: Settings, batch: Batch) -> dict[str, str]:
    """Return the same as `links`, always absolute, for callers that sent no HTTP request."""
    if settings.server_url:
        return links(settings, batch)
    host = "localhost" if settings.host in _WILDCARDS else settings.host
    # RFC 3986, 3.2.2: an IPv6 address is written in brackets.
    host = f"[{host}]" if ":" in host else host
    base = f"http://{host}:{settings.api_port}"
    return {name: f"{base}{path}" for name, path in links(settings, batch).items()}
