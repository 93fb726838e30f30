"""A usage count, and what holds counts until the store has them."""

from typing import Protocol

from msgspec import Struct


class UsageCount(Struct, frozen=True):
    """How many barcodes one caller drew on one day, as one counter knows it.

    Attributes:
        day: in days since 1970-01-01 UTC.
        caller: the caller's key.
        interface: the way by which they were asked for.
        format: the symbology.
        source: the counter's id: a Redis or a machine's file, until it is emptied.
        used: admitted so far that day; only grows.
        returned: of these, drew nothing after all; only grows.
    """

    day: int
    caller: str
    interface: str
    format: str
    source: str
    used: int
    returned: int


class UsageSource(Protocol):
    """A counter whose counts are copied to the store.

    Both methods raise StateUnavailable where the counter does not answer.

    Attributes:
        at_once: where fewer counts than this have changed, `changed` returns them all.
    """

    at_once: int

    def changed(self) -> list[UsageCount]:
        """Return some of the counts that the store does not have yet; empty when it has all."""
        ...

    def written(self, counts: list[UsageCount]) -> None:
        """Note that the store has *counts*; one that has grown meanwhile stays changed."""
        ...
