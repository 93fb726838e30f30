"""The usage counts in a machine's file."""

import sqlite3

from common.services.clock import Clock, day_number
from common.services.local_state import LocalState
from common.services.usage.count import UsageCount

AT_ONCE = 500
DAYS_KEPT = 2
ATTEMPT_KEPT_SECONDS = 86_400

CHANGED = """
SELECT day, caller, interface, format, used, returned FROM usage
WHERE used > flushed_used OR returned > flushed_returned LIMIT ?
"""
WRITTEN = """
UPDATE usage SET flushed_used = ?, flushed_returned = ?
WHERE day = ? AND caller = ? AND interface = ? AND format = ?
"""
OLD_USAGE = (
    "DELETE FROM usage WHERE day < ? AND used = flushed_used AND returned = flushed_returned"
)
OLD_CALLERS = "DELETE FROM callers WHERE day < ?"
OLD_ATTEMPTS = "DELETE FROM attempts WHERE at < ?"


class SqliteUsage:
    """Counts of this machine's file, which forgets days that the store has."""

    at_once = AT_ONCE

    def __init__(self, state: LocalState, clock: Clock) -> None:
        self._state = state
        self._clock = clock

    def changed(self) -> list[UsageCount]:
        """Return some of the counts that the store does not have yet."""
        ((source,),) = self._state.read("SELECT value FROM facts WHERE name = 'source'")
        return [
            UsageCount(
                *(int(str(day)), str(caller), str(interface), str(format), str(source)),
                *(int(str(used)), int(str(returned))),
            )
            for day, caller, interface, format, used, returned in self._state.read(
                CHANGED, (AT_ONCE,)
            )
        ]

    def written(self, counts: list[UsageCount]) -> None:
        """Note that the store has *counts*."""
        rows = [
            (count.used, count.returned, count.day, count.caller, count.interface, count.format)
            for count in counts
        ]
        now = self._clock.now()
        oldest = day_number(now) - DAYS_KEPT + 1

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany(WRITTEN, rows)
            connection.execute(OLD_USAGE, (oldest,))
            connection.execute(OLD_CALLERS, (oldest,))
            connection.execute(OLD_ATTEMPTS, (now - ATTEMPT_KEPT_SECONDS,))

        self._state.run(write)
