"""Keeps callers from waiting for what has just failed."""

import logging
import threading

from common.services.clock import Clock

PAUSE_SECONDS = 5.0

log = logging.getLogger(__name__)


class CircuitBreaker:
    """After a failure, lets one caller try after each pause and turns the others away.

    Pauses begin with *first_pause_seconds* and double up to *pause_seconds*. It logs when a server
    goes and comes. Thread-safe; arguments: what the server is called, the clock, and the pauses.
    """

    def __init__(
        self,
        name: str,
        clock: Clock,
        pause_seconds: float = PAUSE_SECONDS,
        first_pause_seconds: float | None = None,
    ) -> None:
        self._name = name
        self._clock = clock
        self._longest = pause_seconds
        self._first = pause_seconds if first_pause_seconds is None else first_pause_seconds
        self._pause = self._first
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
            self._pause = min(self._pause * 2, self._longest)
            self._next_try = now + self._pause
            return True

    def succeeded(self) -> None:
        """Note a call that was answered."""
        if not self._closed:
            self._closed = True
            log.warning("%s answers again", self._name)

    def failed(self, error: Exception, *, lasting: bool = False) -> None:
        """Note a call that ended in *error*: nobody tries again before the pause is over.

        *lasting* is that it won't be over in a moment: the first pause is then the longest.
        """
        with self._lock:
            was_closed, self._closed = self._closed, False
            if was_closed:
                self._pause = self._longest if lasting else self._first
            self._next_try = self._clock.monotonic() + self._pause
        if was_closed:
            log.warning("%s does not answer: %s", self._name, first_line(error))


def first_line(error: Exception) -> str:
    """Return the first line of what *error* says, or what it is where it says nothing."""
    return (str(error).splitlines() or [type(error).__name__])[0]
