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
        # Notified when bytes are released.
        self._lock = threading.Condition()
        self._held: Counter[str] = Counter()
        self._total = 0

    @property
    def held_bytes(self) -> int:
        """Return the bytes that are held for all callers."""
        return self._total

    def take(self, caller: str, count: int, wait_seconds: float = 0.0) -> bool:
        """Count *count* bytes for *caller* as soon as it has room.

        Returns:
            False, and nothing is counted, if it had no room for *wait_seconds*.
        """
        with self._lock:
            if not self._lock.wait_for(lambda: self._has_room(caller, count), wait_seconds):
                return False
            self._held[caller] += count
            self._total += count
            self._forget_if_empty(caller)
            return True

    def _has_room(self, caller: str, count: int) -> bool:
        held = self._held.get(caller, 0) + count
        return held <= self._small_bytes or (
            held <= self._max_bytes_per_caller and self._total + count <= self._max_bytes
        )

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
            self._lock.notify_all()

    def _forget_if_empty(self, caller: str) -> None:
        # A counter keeps zeros, and callers are unbounded.
        if not self._held[caller]:
            del self._held[caller]
