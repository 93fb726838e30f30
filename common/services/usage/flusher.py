"""Copies usage counts to the store, and seeds an empty Redis with today's usage from the store.

A count is in Redis or in the machine's file before the response is sent, and stays there until the
store has it. Copying is idempotent because a count only grows and belongs to its counter: any
number of processes may flush at the same time, and one that is killed loses and doubles nothing.
"""

import logging
from typing import TYPE_CHECKING

from msgspec import Struct

from common.services.clock import Clock, day_number
from common.services.errors import StateUnavailable
from common.services.store.usage import UsageRows
from common.services.usage.backend import UsageBackend

if TYPE_CHECKING:  # Redis' client is imported only if it is used
    from common.services.usage.reconciliation import Reconciler
    from common.services.usage.redis import RedisUsage

MAX_ROUNDS = 50
DAYS_KEPT = 90

log = logging.getLogger(__name__)


class Flushed(Struct, frozen=True):
    """The result of one flush.

    Attributes:
        written: counts that were written to the store.
        complete: False if a counter did not answer, so that its counts wait there.
    """

    written: int
    complete: bool


class Flusher:
    """Flushes the counts of this machine, and those of Redis if there is one.

    Arguments:
        rows: the store's table.
        sqlite: the counts of this machine.
        redis: the counts of Redis, or None.
        reconciler: adds to Redis what this machine counted by itself; None without Redis.
        clock: the time.
    """

    def __init__(
        self,
        rows: UsageRows,
        sqlite: UsageBackend,
        redis: "RedisUsage | None",
        reconciler: "Reconciler | None",
        clock: Clock,
    ) -> None:
        self._rows = rows
        self._redis = redis
        self._reconciler = reconciler
        self._backends: tuple[UsageBackend, ...] = (sqlite,) if redis is None else (sqlite, redis)
        self._clock = clock

    def flush(self) -> Flushed:
        """Write every unflushed count to the store.

        Raises:
            StoreUnavailable: the store does not answer; the counts that it lacks wait.
        """
        written, complete = 0, True
        # Read first: the store then has at least these counts.
        counted_here = self._reconciler.unmerged() if self._reconciler is not None else []
        for backend in self._backends:
            try:
                written += self._flush(backend)
            except StateUnavailable:  # the other backend is flushed all the same
                complete = False
        if complete and self._reconciler is not None and counted_here:
            try:
                self._reconciler.merge(counted_here)
            except StateUnavailable:
                complete = False
        return Flushed(written, complete)

    def seed(self) -> int:
        """Seed an empty Redis with today's usage; return how many of its tags were empty.

        Raises:
            StateUnavailable: Redis does not answer.
            StoreUnavailable: the store does not answer.
        """
        # Checked first: the store is read only if it is needed.
        if self._redis is None or not self._redis.empty_tags():
            return 0
        day = day_number(self._clock.now())
        used = self._rows.used_on(day)
        seeded = self._redis.seed(day, used)
        log.info("Redis was empty: seeded it with today's usage of %d callers", len(used))
        return len(seeded)

    def delete_old(self) -> None:
        """Delete usage that is older than `DAYS_KEPT` days.

        Raises:
            StoreUnavailable: the store does not answer.
        """
        self._rows.delete_before(day_number(self._clock.now()) - DAYS_KEPT)

    def _flush(self, backend: UsageBackend) -> int:
        written = 0
        # Bounded: if callers draw faster than this writes, the rest waits for the next flush.
        for _ in range(MAX_ROUNDS):
            counts = backend.unflushed()
            self._rows.write(counts)
            backend.mark_flushed(counts)
            written += len(counts)
            if len(counts) < backend.batch_size:
                break
        return written
