"""Limits and usage of one machine, in its SQLite file: one short transaction a request."""

import sqlite3

from common.services.clock import Clock, day_number
from common.services.limits.backend import BURST_WINDOW_US, Admission, Outcome, Reason
from common.services.local_state import LocalState

# No arrival time is further ahead than the window: one that seems so was noted before the clock was
# set back, and is forgotten.
ARRIVAL = "IIF(tat_us BETWEEN :now_us AND :now_us + :window_us, tat_us, :now_us) + :advance_us"
# Both limits in one statement: what is refused changes nothing and returns no row.
ADMIT = f"""
INSERT INTO callers (caller, tat_us, day, used)
SELECT :caller, :now_us + :advance_us, :day, :cost WHERE :cost <= :quota OR :cost = 0
ON CONFLICT (caller) DO UPDATE SET
    tat_us = {ARRIVAL},
    used = IIF(day = :day, used, 0) + :cost,
    day = :day
WHERE {ARRIVAL} - :now_us <= :window_us
  AND (:cost = 0 OR IIF(day = :day, used, 0) + :cost <= :quota)
RETURNING tat_us - :now_us, used
"""
STATE = f"""
SELECT {ARRIVAL} - :now_us, IIF(day = :day, used, 0)
FROM callers WHERE caller = :caller
"""  # noqa: S608 - a constant
COUNT = """
INSERT INTO usage (day, caller, interface, format, used) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (day, caller, interface, format) DO UPDATE SET used = used + excluded.used
"""
COUNT_BACK = """
UPDATE usage SET returned = returned + ?
WHERE day = ? AND caller = ? AND interface = ? AND format = ?
"""
GIVE_BACK = "UPDATE callers SET used = MAX(used - ?, 0) WHERE caller = ? AND day = ?"
NEWEST_OF_OLD = (
    "SELECT at FROM attempts WHERE key = ? AND at <= ? ORDER BY at DESC LIMIT 1 OFFSET ?"
)
FORGET_ATTEMPTS = "DELETE FROM attempts WHERE key = ? AND (at <= ? OR at > ?)"


class SqliteLimiter:
    """Counts for all processes of this machine.

    The time is read once the file is ours: while others hold it, their arrivals move on, and by
    an older time they would seem to run ahead of the clock.
    """

    def __init__(self, state: LocalState, clock: Clock) -> None:
        self._state = state
        self._clock = clock

    def admit(self, admission: Admission) -> Outcome:
        """Admit or refuse a request, and count its usage where it is admitted."""

        def decide(connection: sqlite3.Connection) -> Outcome:
            now = self._clock.now()
            values = _values(admission, now)
            admitted = connection.execute(ADMIT, values).fetchone()
            if admitted is None:
                return _refused(connection, values, now)
            if admission.cost:
                connection.execute(COUNT, (*_row(admission, day_number(now)), admission.cost))
            return Outcome("", admitted[1], admitted[0], now)

        return self._state.run(decide)

    def refund(self, admission: Admission, day: int) -> None:
        """Take back the cost of a request that was admitted on *day*."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(GIVE_BACK, (admission.cost, admission.caller, day))
            connection.execute(COUNT_BACK, (admission.cost, *_row(admission, day)))

        self._state.run(write)

    def used(self, caller: str) -> int:
        """Return what *caller* has used of today's quota."""
        day = day_number(self._clock.now())
        sql = "SELECT used FROM callers WHERE caller = ? AND day = ?"
        rows = self._state.read(sql, (caller, day))
        return int(str(rows[0][0])) if rows else 0

    def attempt(self, key: str, most: int, period_seconds: float) -> float:
        """Note an attempt under *key*, of which *most* are allowed in any *period_seconds*."""

        def note(connection: sqlite3.Connection) -> float:
            now = self._clock.now()
            oldest = connection.execute(NEWEST_OF_OLD, (key, now, most - 1)).fetchone()
            if oldest is not None and oldest[0] + period_seconds > now:
                return float(oldest[0] + period_seconds - now)
            connection.execute(FORGET_ATTEMPTS, (key, now - period_seconds, now))
            connection.execute("INSERT INTO attempts (key, at) VALUES (?, ?)", (key, now))
            return 0.0

        return self._state.run(note)


def _values(admission: Admission, now: float) -> dict[str, object]:
    return {
        "caller": admission.caller,
        "cost": admission.cost,
        "quota": admission.quota,
        "advance_us": admission.advance_us,
        "window_us": BURST_WINDOW_US,
        "now_us": int(now * 1_000_000),
        "day": day_number(now),
    }


def _row(admission: Admission, day: int) -> tuple[int, str, str, str]:
    return day, admission.caller, admission.interface, admission.format


def _refused(connection: sqlite3.Connection, values: dict[str, object], now: float) -> Outcome:
    ahead_us, used = connection.execute(STATE, values).fetchone() or (0, 0)
    reason: Reason = "burst" if ahead_us > BURST_WINDOW_US else "quota"
    return Outcome(reason, used, ahead_us, now)
