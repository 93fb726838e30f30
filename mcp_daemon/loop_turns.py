"""Runs brief work on the event loop itself, where it needs no other thread.

Waking a thread and the loop again takes longer than most of this work. Clients take turns, as in
the pool of threads. After `SLICE_SECONDS` the loop serves its sockets, and the rest follows.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable

from mcp_daemon.worker_pool import ClientQueue, WorkItem

# A few drawings. A handshake, or the answer of a thread, waits no longer for them.
SLICE_SECONDS = 0.002


class LoopTurns:
    """Runs work on the event loop that it is created in. Use it in the loop's thread only."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._ready: deque[ClientQueue] = deque()
        self._is_scheduled = False
        # What the work of this slice has requested, in order and once each.
        self._at_end: dict[Callable[[], None], None] = {}

    def submit(self, queue: ClientQueue, work: Callable[[], None]) -> WorkItem[None]:
        """Run *work* soon, when it is the turn of *queue*; it must not raise.

        Returns:
            The work item; set its ``cancelled`` to drop it.
        """
        item = WorkItem(queue, work)
        queue.waiting.append(item)
        if not queue.queued:
            queue.queued = True
            self._ready.append(queue)
        if not self._is_scheduled:
            self._is_scheduled = True
            self._loop.call_soon(self._run)
        return item

    def at_end(self, work: Callable[[], None]) -> None:
        """Call *work* at the end of this slice, such as to send several answers together."""
        self._at_end[work] = None

    def _run(self) -> None:
        ends_at = time.monotonic() + SLICE_SECONDS
        while self._ready:
            queue = self._ready.popleft()
            item = queue.waiting.pop(0)
            # At the end of the list: the queues take turns.
            queue.queued = bool(queue.waiting)
            if queue.queued:
                self._ready.append(queue)
            if not item.cancelled:
                item.work()
                if time.monotonic() >= ends_at:
                    break
        at_end, self._at_end = self._at_end, {}
        for work in at_end:
            work()
        self._is_scheduled = bool(self._ready)
        if self._is_scheduled:
            self._loop.call_soon(self._run)
