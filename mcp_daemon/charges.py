"""Charges the brief calls of a moment together, while a Redis counts for all machines.

Each of them would wait for Redis on a thread of its own, and threads take longer to wake each other
than Redis takes. One thread charges what has come in while it charged the calls before.
"""

import asyncio
from collections.abc import Callable
from functools import partial

from common.services import wait_budget
from common.services.limits.limiter import Charge, Decision, Limiter
from mcp_daemon.worker_pool import ClientQueue, WorkerPool, WorkItem, drop

# In one round trip: Redis serves nobody else in the meantime.
MAX_CHARGES = 64


class Charges:
    """Charges by *limiter* on a thread. Use it in the thread of the event loop only."""

    def __init__(self, limiter: Limiter) -> None:
        self._limiter = limiter
        self._pool = WorkerPool(1, 1, "mcp-charges")
        self._queue = ClientQueue()
        self._loop = asyncio.get_running_loop()
        self._waiting: list[tuple[Charge, WorkItem[Decision]]] = []
        self._is_under_way = False

    def submit(self, charge: Charge, done: Callable[[Decision | None], None]) -> WorkItem[Decision]:
        """Charge *charge* soon, and call *done* on the loop with the decision.

        It is None if the charge can't be counted now. A cancelled item is not charged, or refunded.
        """
        item: WorkItem[Decision] = WorkItem(
            self._queue, _nothing, lambda decision, failure: done(decision)
        )
        self._waiting.append((charge, item))
        if not self._is_under_way:
            self._is_under_way = True
            # After what else the loop has received by now.
            self._loop.call_soon(self._charge)
        return item

    def _charge(self) -> None:
        batch, self._waiting = self._waiting[:MAX_CHARGES], self._waiting[MAX_CHARGES:]
        batch = [(charge, item) for charge, item in batch if not item.cancelled]
        self._is_under_way = bool(batch or self._waiting)
        if self._is_under_way:
            charges = [charge for charge, _ in batch]
            items = [item for _, item in batch]
            self._pool.submit(
                self._queue, partial(self._admit, charges), partial(self._deliver, items)
            )

    def _admit(self, charges: list[Charge]) -> list[Decision | None]:
        with wait_budget.request():
            return self._limiter.admit_all(charges) if charges else []

    def _deliver(
        self,
        items: list[WorkItem[Decision]],
        decisions: list[Decision | None] | None,
        failure: BaseException | None,
    ) -> None:
        # The next calls are charged while these are drawn.
        self._charge()
        for item, decision in zip(items, decisions or [None] * len(items), strict=True):
            if not item.cancelled:
                item.done(decision, failure)
            elif decision is not None:
                # If that fails, it stays counted.
                self._pool.submit(self._queue, partial(self._limiter.refund, decision), drop)

    def close(self) -> None:
        """End the thread."""
        self._pool.close()


def _nothing() -> Decision:
    raise NotImplementedError("its batch does the work")
