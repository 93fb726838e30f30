"""Keeps drawings that cost more than keeping them does.

Measured: most barcodes are drawn in 0.1 ms of CPU; asking Redis costs 0.05 ms of CPU and a wait of
0.2 ms, and a miss costs it twice. So the cache learns what each kind of drawing costs, and keeps
those that cost `WORTH_SECONDS` or more: large pictures, large 2D symbols, slow image formats. A
slow machine takes longer for both, so that it also learns what a miss costs, and keeps only what
costs `WORTH_MISSES` times as much.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Literal

from common.services.cache.memory import MemoryCache
from common.services.cache.redis import MOST_VALUE_BYTES, RedisCache

WORTH_SECONDS = 0.0005
WORTH_MISSES = 5
MOST_KINDS = 4_096
MEMORY_BYTES = 16 * 1_048_576
SHARED_BYTES = 64 * 1_048_576
# How much the latest counts in what drawings of a kind, and misses, are thought to cost.
LATEST_COUNTS = 0.25

Use = Literal["hit", "miss", "bypass"]


class Cache:
    """Keeps drawings. Thread-safe.

    Arguments: what this process keeps, what Redis keeps or None, and what tells how many seconds of
    CPU this thread has used.
    """

    def __init__(
        self,
        memory: MemoryCache | None,
        shared: RedisCache | None,
        cpu: Callable[[], float] = time.thread_time,
    ) -> None:
        self._memory = memory
        self._shared = shared
        self._cpu = cpu
        self._lock = threading.Lock()
        self._costs: OrderedDict[str, float] = OrderedDict()
        self._miss_costs = 0.0

    def drawn(
        self, kind: str, key_of: Callable[[], str], draw: Callable[[], bytes]
    ) -> tuple[bytes, Use]:
        """Return what *draw* would, and how it was come by.

        Args:
            kind: what kind of drawing it is, from a small set: all of a kind cost about the same.
            key_of: returns the digest of all that the drawing depends on; asked where it matters.
            draw: draws it, or raises what the caller gets.
        """
        if self._memory is None or not self._may_be_worth(kind):
            return self._measured(kind, draw), "bypass"
        asked_at, key = self._cpu(), key_of()
        kept = self._kept(key)
        if kept is not None:
            return kept, "hit"
        asking = self._cpu() - asked_at
        value = self._measured(kind, draw)
        if not self._may_be_worth(kind) or len(value) > MOST_VALUE_BYTES:
            return value, "bypass"
        put_at = self._cpu()
        self._memory.put(key, value)
        if self._shared is not None:
            self._shared.put(key, value)
        # Beyond that it is no miss that costs so much: a connection was made, or garbage collected.
        missed = min(asking + self._cpu() - put_at, WORTH_SECONDS)
        self._miss_costs = _learned(self._miss_costs, missed)
        return value, "miss"

    def _may_be_worth(self, kind: str) -> bool:
        """Say whether drawings of *kind* are worth keeping; of a kind never seen, that they may."""
        worth = max(WORTH_SECONDS, WORTH_MISSES * self._miss_costs)
        return self._costs.get(kind, worth) >= worth

    def _kept(self, key: str) -> bytes | None:
        assert self._memory is not None  # noqa: S101  # the one caller has looked
        kept = self._memory.get(key)
        if kept is None and self._shared is not None:
            kept = self._shared.get(key)
            if kept is not None:
                self._memory.put(key, kept)
        return kept

    def _measured(self, kind: str, draw: Callable[[], bytes]) -> bytes:
        before = self._cpu()
        value = draw()
        cost = self._cpu() - before
        with self._lock:
            known = self._costs.pop(kind, cost)
            self._costs[kind] = _learned(known, cost)
            while len(self._costs) > MOST_KINDS:
                self._costs.popitem(last=False)
        return value


def _learned(known: float, latest: float) -> float:
    return known + (latest - known) * LATEST_COUNTS
