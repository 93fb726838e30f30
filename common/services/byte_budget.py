"""Bounds the bytes that one process holds for its clients."""

import threading


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
        # Notified when bytes are released, if a caller waits for that.
        self._released = threading.Condition(self._lock)
        self._waiting = 0
        self._held: dict[str, int] = {}
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
            if not (self._has_room(caller, count) or self._await_room(caller, count, wait_seconds)):
                return False
            self._add(caller, count)
            return True

    def _await_room(self, caller: str, count: int, seconds: float) -> bool:
        self._waiting += 1
        try:
            return self._released.wait_for(lambda: self._has_room(caller, count), seconds)
        finally:
            self._waiting -= 1

    def _has_room(self, caller: str, count: int) -> bool:
        held = self._held.get(caller, 0) + count
        return held <= self._small_bytes or (
            held <= self._max_bytes_per_caller and self._total + count <= self._max_bytes
        )

    def add(self, caller: str, count: int) -> None:
        """Count *count* bytes for *caller*, whether or not it has room."""
        with self._lock:
            self._add(caller, count)

    def release(self, caller: str, count: int) -> None:
        """Stop counting *count* bytes of *caller*."""
        with self._lock:
            self._add(caller, -count)
            if self._waiting:
                self._released.notify_all()

    def _add(self, caller: str, count: int) -> None:
        self._total += count
        if held := self._held.get(caller, 0) + count:
            self._held[caller] = held
        else:
            # A counter keeps zeros, and callers are unbounded.
            self._held.pop(caller, None)
