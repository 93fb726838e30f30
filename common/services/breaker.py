"""Keeps callers from waiting for what has just failed."""

import threading

from common.services.clock import Clock

PAUSE_SECONDS = 5.0


class Breaker:
    """After a failure, lets one caller try every `PAUSE_SECONDS` and turns the others away.

    Thread-safe; arguments: the clock, and the pause in seconds.
    """

    def __init__(self, clock: Clock, pause_seconds: float = PAUSE_SECONDS) -> None:
        self._clock = clock
        self._pause_seconds = pause_seconds
        self._lock = threading.Lock()
        self._closed = True
        self._next_try = 0.0

    @property
    def closed(self) -> bool:
        """Whether the last call succeeded, or none was made yet."""
        return self._closed

    def admits(self) -> bool:
        """Say whether this caller may try; while open, the first one after each pause may."""
        if self._closed:
            return True
        with self._lock:
            now = self._clock.monotonic()
            if now < self._next_try:
                return False
            self._next_try = now + self._pause_seconds
            return True

    def succeeded(self) -> None:
        """Note a call that was answered."""
        self._closed = True

    def failed(self) -> None:
        """Note a call that was not answered: nobody tries again before the pause is over."""
        with self._lock:
            self._closed = False
            self._next_try = self._clock.monotonic() + self._pause_seconds
