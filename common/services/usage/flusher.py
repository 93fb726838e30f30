"""Copies usage counts to the store, and tells an empty Redis what the store knows of today.

A count is in Redis or in the machine's file before its answer is sent, and stays there until the
store has it. Copying is idempotent, since a count only grows and belongs to its counter: any number
of processes may flush at once, and one that is killed midway has lost and doubled nothing.
"""

import logging

from msgspec import Struct

from common.services.clock import Clock, day_number
from common.services.errors import StateUnavailable
from common.services.limits.keys import tag_of
from common.services.store.usage import UsageRows
from common.services.usage.count import UsageSource
from common.services.usage.redis import RedisUsage

MOST_ROUNDS = 50
DAYS_KEPT = 90

log = logging.getLogger(__name__)


class Flushed(Struct, frozen=True):
    """What one flush did.

    Attributes:
        written: counts that were written to the store.
        complete: False where a counter did not answer, so that counts wait there.
    """

    written: int
    complete: bool


class Flusher:
    """Flushes the machine's counts, and those of Redis where there is one.

    Arguments: the store's table, the machine's counts, those of Redis or None, and the clock.
    """

    def __init__(
        self, rows: UsageRows, machine: UsageSource, shared: RedisUsage | None, clock: Clock
    ) -> None:
        self._rows = rows
        self._sources: tuple[UsageSource, ...] = (machine,)
        if shared is not None:
            self._sources += (shared,)
        self._shared = shared
        self._clock = clock

    def flush(self) -> Flushed:
        """Write every changed count to the store.

        Raises:
            StoreUnavailable: the store does not answer; what it has not taken waits.
        """
        written, complete = 0, True
        for source in self._sources:
            try:
                written += self._flush(source)
            except StateUnavailable:
                complete = False
        return Flushed(written, complete)

    def seed(self) -> int:
        """Tell a Redis that is empty what callers have used today; return how many tags it was.

        Raises:
            StateUnavailable: Redis does not answer.
            StoreUnavailable: the store does not answer.
        """
        if self._shared is None:
            return 0
        empty = self._shared.empty_tags()
        if empty:
            day = day_number(self._clock.now())
            used = self._rows.used_on(day)
            for tag in empty:
                known = {caller: n for caller, n in used.items() if tag_of(caller) == tag}
                self._shared.seed(tag, day, known)
            log.info("redis was empty: told it what %d callers have used today", len(used))
        return len(empty)

    def forget_old(self) -> None:
        """Forget usage that is older than `DAYS_KEPT` days.

        Raises:
            StoreUnavailable: the store does not answer.
        """
        self._rows.forget_before(day_number(self._clock.now()) - DAYS_KEPT)

    def _flush(self, source: UsageSource) -> int:
        written = 0
        # Bounded: a caller who draws faster than this writes keeps the rest for the next flush.
        for _ in range(MOST_ROUNDS):
            counts = source.changed()
            self._rows.write(counts)
            source.written(counts)
            written += len(counts)
            if len(counts) < source.at_once:
                break
        return written
