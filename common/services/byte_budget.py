"""Bounds the bytes that one process holds for its clients."""

import threading
from collections import Counter


class ByteBudget:
    """Counts the bytes held for each caller, and in all. Thread-safe.

    A caller with few bytes is never refused: what these can hold together is bounded by the number
    of connections, and refusing them would let the others lock everybody out.

    Arguments:
        max_bytes: of all callers together.
        max_bytes_per_caller: of one caller.
        small_bytes: what a caller may hold in any case.
    """

    def __init__(self, max_bytes: int, max_bytes_per_caller: int, small_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._max_bytes_per_caller = max_bytes_per_caller
        self._small_bytes = small_bytes
        self._lock = threading.Lock()
        self._held: Counter[str] = Counter()
        self._total = 0

    @property
    def held_bytes(self) -> int:
        """Return the bytes that are held for all callers."""
        return self._total

    def take(self, caller: str, count: int) -> bool:
        """Count *count* bytes for *caller*; return False, and count nothing, if it has no room."""
        with self._lock:
            held = self._held[caller] + count
            if held > self._small_bytes and (
                held > self._max_bytes_per_caller or self._total + count > self._max_bytes
            ):
                self._forget_if_empty(caller)
                return False
            self._held[caller] = held
            self._total += count
            self._forget_if_empty(caller)
            return True

    def add(self, caller: str, count: int) -> None:
        """Count *count* bytes for *caller*, whether or not it has room."""
        with self._lock:
            self._held[caller] += count
            self._total += count
            self._forget_if_empty(caller)

    def release(self, caller: str, count: int) -> None:
        """Stop counting *count* bytes of *caller*."""
        with self._lock:
            self._held[caller] -= count
            self._total -= count
            self._forget_if_empty(caller)

    def _forget_if_empty(self, caller: str) -> None:
        # A counter keeps zeros, and callers are unbounded.
        if not self._held[caller]:
            del self._held[caller]
