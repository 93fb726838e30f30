"""Where the files of a batch are fetched."""

from common.operations.batches.lifecycle import Batch
from common.settings import Settings

FILES = ("barcodes.zip", "labels.pdf", "labels.zpl")
REPORT = "report.csv"
_EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - what is listened on, to be told apart


def path_of(settings: Settings, id: str) -> str:
    """Return the address of the batch *id*: below SERVER_URL where it is set, else a path."""
    return f"{settings.server_url or ''}{settings.root_path}/batches/{id}"


def links(settings: Settings, found: Batch) -> dict[str, str]:
    """Return the addresses of *found* and of its files."""
    own = path_of(settings, found.id)
    names = (*FILES, REPORT) if found.valid else (REPORT,)
    return {"self": own, **{name: f"{own}/{name}" for name in names}}


def whole_links(settings: Settings, found: Batch) -> dict[str, str]:
    """Return the same as whole URLs, for those who came by no HTTP request of this server."""
    if settings.server_url:
        return links(settings, found)
    host = "localhost" if settings.host in _EVERYWHERE else settings.host
    place = f"[{host}]" if ":" in host else host
    base = f"http://{place}:{settings.api_port}"
    return {name: f"{base}{path}" for name, path in links(settings, found).items()}
