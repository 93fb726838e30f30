"""Rejects calls to a server that has just failed, instead of letting each one wait for it."""

import logging
import threading

from common.services.clock import Clock

PAUSE_SECONDS = 5.0

log = logging.getLogger(__name__)


class CircuitBreaker:
    """After a failure, admits one call after each pause and rejects the others. Thread-safe.

    Pauses begin at *first_pause_seconds* and double up to *pause_seconds*. The log says when the
    server stops and when it resumes answering.

    Arguments:
        name: the server's name in the log.
        clock: the time.
        pause_seconds: the longest pause.
        first_pause_seconds: the first pause; None is the longest.
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
        """Return True if this call may be made: the breaker is closed, or a pause has ended."""
        if self._closed:
            return True
        with self._lock:
            # Monotonic: a clock that is set back must not prolong a pause.
            now = self._clock.monotonic()
            if now < self._next_try:
                return False
            # Set before the result is known, so that only this call is made.
            self._pause = min(self._pause * 2, self._longest)
            self._next_try = now + self._pause
            return True

    def succeeded(self) -> None:
        """Record a call that was answered, which closes the breaker."""
        if not self._closed:
            self._closed = True
            log.warning("%s answers again", self._name)

    def failed(self, error: Exception, *, lasting: bool = False) -> None:
        """Record a call that raised *error*, which opens the breaker and begins a pause.

        Args:
            error: the reason, for the log.
            lasting: the failure will not pass in a moment: begin with the longest pause.
        """
        with self._lock:
            was_closed, self._closed = self._closed, False
            # Calls that were made before the first failure fail too: they are no further failure.
            if was_closed:
                self._pause = self._longest if lasting else self._first
            self._next_try = self._clock.monotonic() + self._pause
        if was_closed:
            log.warning("%s does not answer: %s", self._name, first_line(error))


def first_line(error: Exception) -> str:
    """Return the first line of the text of *error*, or its class if it has no text."""
    return (str(error).splitlines() or [type(error).__name__])[0]
