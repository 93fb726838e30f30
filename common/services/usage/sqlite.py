"""The usage counts in a machine's file."""

import sqlite3
from collections.abc import Callable

from common.services.clock import Clock, day_number
from common.services.local_state import LocalState
from common.services.usage.backend import UsageCount

BATCH_SIZE = 500
# Today and yesterday: a request may be refunded after midnight.
DAYS_KEPT = 2
# Longer than any period of attempts.
ATTEMPTS_KEPT_SECONDS = 86_400

SOURCE = "SELECT value FROM facts WHERE name = 'source'"
UNFLUSHED = """
SELECT day, caller, interface, format, used, returned FROM usage
WHERE used > flushed_used OR returned > flushed_returned LIMIT ?
"""
MARK_FLUSHED = """
UPDATE usage SET flushed_used = ?, flushed_returned = ?
WHERE day = ? AND caller = ? AND interface = ? AND format = ?
"""
DELETE_OLD_USAGE = (
    "DELETE FROM usage WHERE day < ? AND used = flushed_used AND returned = flushed_returned"
)
DELETE_OLD_CALLERS = "DELETE FROM callers WHERE day < ?"
DELETE_OLD_SHARED_COUNTS = "DELETE FROM shared_counts WHERE day < ?"
DELETE_OLD_ATTEMPTS = "DELETE FROM attempts WHERE at < ?"


class SqliteUsage:
    """The counts of this machine's file, which deletes old days that the store has.

    Arguments:
        state: the machine's file.
        clock: the time.
        write_back: gives the file the counts that are in front of it; None if nothing is.
    """

    batch_size = BATCH_SIZE

    def __init__(
        self, state: LocalState, clock: Clock, write_back: Callable[[], None] | None = None
    ) -> None:
        self._state = state
        self._clock = clock
        self._write_back = write_back

    def unflushed(self) -> list[UsageCount]:
        """Return some of the counts that the store does not have yet."""
        if self._write_back is not None:
            # Counts in mapped memory are part of what the store lacks.
            self._write_back()
        ((source,),) = self._state.read(SOURCE)
        return [
            UsageCount(
                *(int(str(day)), str(caller), str(interface), str(format), str(source)),
                *(int(str(used)), int(str(returned))),
            )
            for day, caller, interface, format, used, returned in self._state.read(
                UNFLUSHED, (BATCH_SIZE,)
            )
        ]

    def mark_flushed(self, counts: list[UsageCount]) -> None:
        """Record that the store has *counts*, and delete what is old."""
        rows = [
            (count.used, count.returned, count.day, count.caller, count.interface, count.format)
            for count in counts
        ]
        # Old rows are deleted here, once per flush, so that no request does it.
        now = self._clock.now()
        first_day = day_number(now) - DAYS_KEPT + 1

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany(MARK_FLUSHED, rows)
            connection.execute(DELETE_OLD_USAGE, (first_day,))
            connection.execute(DELETE_OLD_CALLERS, (first_day,))
            connection.execute(DELETE_OLD_SHARED_COUNTS, (first_day,))
            connection.execute(DELETE_OLD_ATTEMPTS, (now - ATTEMPTS_KEPT_SECONDS,))

        self._state.run(write)
