"""The deadlines of what greenlets do, such as answering a request or waiting for the next one.

gevent's Timeout starts a timer of the event loop for each use, which takes longer than parsing a
request. Here all deadlines share one timer, which is set to the earliest of them.
"""

import math
import time
from types import TracebackType
from typing import Any

from gevent import get_hub, getcurrent

# Deadlines that pass within this time are found together.
_TOGETHER_SECONDS = 0.01
# A timer that is as late as this is set once more.
_LATE_SECONDS = 0.1


class _DeadlinePassed(BaseException):
    """Ends the block of a deadline, which catches it."""


class within:  # noqa: N801 - used like a function
    """End the block silently if it takes longer than *seconds* without a `restart`.

    A greenlet has one deadline at a time.
    """

    __slots__ = ("_greenlet", "_seconds", "ends_at")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __enter__(self) -> None:
        self._greenlet = getcurrent()
        _running[self._greenlet] = self
        self.restart()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        del _running[self._greenlet]
        return kind is _DeadlinePassed

    def restart(self) -> None:
        """Begin to count the seconds again."""
        self.ends_at = time.monotonic() + self._seconds
        if self.ends_at < _timer.fires_at:
            _timer.set_to(self.ends_at)

    def end(self) -> None:
        """End the block; called by the event loop."""
        if _running.get(self._greenlet) is self:
            self._greenlet.throw(_DeadlinePassed)


_running: dict[object, within] = {}


class _Timer:
    """Ends the blocks whose deadline has passed."""

    def __init__(self) -> None:
        self.fires_at = math.inf
        self._timer: Any = None
        self._was_late = False

    def set_to(self, at: float) -> None:
        # libev would resume a stopped timer with its remaining time, so that a new one is needed.
        if self._timer is not None:
            self._timer.close()
        self.fires_at = at
        self._timer = get_hub().loop.timer(max(0.0, at - time.monotonic()), ref=False)
        self._timer.start(self._fire)

    def _fire(self) -> None:
        now = time.monotonic()
        self._was_late = now - self.fires_at > _LATE_SECONDS and not self._was_late
        if self._was_late:
            # Other work held the loop, which has not looked at the sockets since: what a greenlet
            # waits for may have arrived in time.
            self.set_to(now + _TOGETHER_SECONDS)
            return
        self.fires_at = math.inf
        for each in list(_running.values()):
            if each.ends_at <= now:
                each.end()
        earliest = min((each.ends_at for each in _running.values()), default=math.inf)
        if earliest < self.fires_at:
            self.set_to(max(earliest, now + _TOGETHER_SECONDS))


_timer = _Timer()


def restart() -> None:
    """Restart the deadline of the current greenlet; do nothing if there is none."""
    deadline = _running.get(getcurrent())
    if deadline is not None:
        deadline.restart()
