"""Every request of a recording, in order. A part is a generator that is sent each answer."""

from tools.builds.corpus import accounts, batches, checking, drawing, mcp, protocol
from tools.builds.corpus.requests import Requests, apart, load_catalogue


def requests() -> Requests:
    """Yield each request and take its answer."""
    catalogue = yield from load_catalogue()
    yield from drawing.requests(catalogue)
    yield from checking.requests(catalogue)
    yield from batches.requests(catalogue)
    yield from apart(accounts.requests(), "10.1")
    yield from mcp.requests(catalogue)
    yield from apart(protocol.requests(), "10.2")
