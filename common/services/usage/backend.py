"""The interface of a usage backend: a counter that keeps its counts until the store has them."""

from typing import Protocol

from msgspec import Struct


class UsageCount(Struct, frozen=True):
    """The barcodes that one caller drew on one day, as one counter counted them.

    Attributes:
        day: in days since 1970-01-01 UTC.
        caller: the caller's key.
        interface: the interface of the requests.
        format: the symbology.
        source: the counter's id: of a Redis or of a machine's file, until it is emptied.
        used: barcodes admitted that day so far; only grows.
        returned: barcodes that were refunded, of these; only grows.
    """

    day: int
    caller: str
    interface: str
    format: str
    source: str
    used: int
    returned: int


class UsageBackend(Protocol):
    """A counter whose counts are copied to the store.

    Both methods raise StateUnavailable if the counter does not answer.

    Attributes:
        batch_size: `unflushed` returns every count if there are fewer than this.
    """

    batch_size: int

    def unflushed(self) -> list[UsageCount]:
        """Return some of the counts that the store does not have yet; empty if it has all."""
        ...

    def mark_flushed(self, counts: list[UsageCount]) -> None:
        """Record that the store has *counts*; one that has grown since stays unflushed."""
        ...
