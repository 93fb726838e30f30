"""What one process keeps of drawings: bounded by bytes, the least recently used goes first."""

import threading
from collections import OrderedDict

from common.services.clock import Clock


class MemoryCache:
    """Keeps values up to *most_bytes* for *ttl_seconds*. Thread-safe."""

    def __init__(self, clock: Clock, ttl_seconds: float, most_bytes: int) -> None:
        self._clock = clock
        self._ttl_seconds = ttl_seconds
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._held: OrderedDict[str, tuple[bytes, float]] = OrderedDict()
        self._bytes = 0

    def get(self, key: str) -> bytes | None:
        """Return the value of *key*, or None."""
        with self._lock:
            held = self._held.get(key)
            if held is None:
                return None
            if held[1] <= self._clock.monotonic():
                self._drop(key)
                return None
            self._held.move_to_end(key)
            return held[0]

    def put(self, key: str, value: bytes) -> None:
        """Keep *value*; one that alone is larger than all there is room for is not kept."""
        if len(value) > self._most_bytes:
            return
        with self._lock:
            if key in self._held:
                self._drop(key)
            self._held[key] = (value, self._clock.monotonic() + self._ttl_seconds)
            self._bytes += len(value)
            while self._bytes > self._most_bytes:
                self._drop(next(iter(self._held)))

    def _drop(self, key: str) -> None:
        value, _ = self._held.pop(key)
        self._bytes -= len(value)
