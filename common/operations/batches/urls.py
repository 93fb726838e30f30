"""URLs of a batch and of its files."""

from common.operations.batches.lifecycle import Batch
from common.settings import Settings

FILES = ("barcodes.zip", "labels.pdf", "labels.zpl")
REPORT = "report.csv"


def path_of(settings: Settings, id: str) -> str:
    """Return the URL of the batch *id*: absolute if SERVER_URL is set, else a path."""
    return f"{settings.server_url or ''}{settings.root_path}/batches/{id}"


def links(settings: Settings, batch: Batch) -> dict[str, str]:
    """Return the URLs of *batch* (``self``) and of its files, by name."""
    own = path_of(settings, batch.id)
    names = (*FILES, REPORT) if batch.valid else (REPORT,)
    return {"self": own, **{name: f"{own}/{name}" for name in names}}


def absolute_links(settings: Settings, batch: Batch, service_url: str) -> dict[str, str]:
    """Return the same as `links`, always absolute: below *service_url* without SERVER_URL."""
    found = links(settings, batch)
    if settings.server_url:
        return found
    return {name: f"{service_url}{path}" for name, path in found.items()}
