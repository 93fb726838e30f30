"""Limits and usage of one machine, in its SQLite file: one short transaction per request.

Beside a Redis, this backend counts while Redis does not answer. It then continues from what Redis
had counted: ``shared_counts`` has the highest known count of each caller in Redis, and how much of
the machine's own count that includes.
"""

import sqlite3

from common.services.clock import Clock, day_number
from common.services.limits.limiter import BURST_WINDOW_US, Admission, Outcome, Reason
from common.services.local_state import LocalState

# GCRA, ITU-T I.371, Annex A. No arrival time is further ahead than the window: one that seems so
# was recorded before the clock was set back, and is ignored.
ARRIVAL = "IIF(tat_us BETWEEN :now_us AND :now_us + :window_us, tat_us, :now_us) + :advance_us"
# Both limits in one statement: a rejected request changes nothing and returns no row.
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
COUNT_USAGE = """
INSERT INTO usage (day, caller, interface, format, used) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (day, caller, interface, format) DO UPDATE SET used = used + excluded.used
"""
COUNT_REFUND = """
UPDATE usage SET returned = returned + ?
WHERE day = ? AND caller = ? AND interface = ? AND format = ?
"""
REFUND = "UPDATE callers SET used = MAX(used - ?, 0) WHERE caller = ? AND day = ?"
SHARED = "SELECT used, merged FROM shared_counts WHERE caller = ? AND day = ?"
REMEMBER = """
INSERT INTO shared_counts (caller, day, used, merged) VALUES (:caller, :day, :used, 0)
ON CONFLICT (caller) DO UPDATE SET
    used = IIF(day = :day, MAX(used, :used), :used),
    merged = IIF(day = :day, merged, 0),
    day = :day
"""
COUNTS = """
SELECT COALESCE((SELECT used FROM callers WHERE caller = ?1 AND day = ?2), 0),
    COALESCE((SELECT used FROM shared_counts WHERE caller = ?1 AND day = ?2), 0),
    COALESCE((SELECT merged FROM shared_counts WHERE caller = ?1 AND day = ?2), 0)
"""
NTH_LATEST_ATTEMPT = (
    "SELECT at FROM attempts WHERE key = ? AND at <= ? ORDER BY at DESC LIMIT 1 OFFSET ?"
)
DELETE_ATTEMPTS = "DELETE FROM attempts WHERE key = ? AND (at <= ? OR at > ?)"
ADD_ATTEMPT = "INSERT INTO attempts (key, at) VALUES (?, ?)"


class SqliteLimiter:
    """Counts for all processes of this machine.

    The clock is read inside the transaction: other processes advance arrival times while this one
    waits for the write lock, and an earlier time would make them seem to run ahead.

    Arguments:
        state: the machine's file.
        clock: the time.
        beside_redis: True if a Redis counts for all machines while it answers.
    """

    def __init__(self, state: LocalState, clock: Clock, *, beside_redis: bool = False) -> None:
        self._state = state
        self._clock = clock
        self._beside_redis = beside_redis
        # The callers without unmerged counts, in one version of the file.
        self._merged: tuple[int, set[str]] = (0, set())

    def admit(self, admission: Admission) -> Outcome:
        """Admit or reject a request, and count its usage if it is admitted."""

        def decide(connection: sqlite3.Connection) -> Outcome:
            now = self._clock.now()
            elsewhere = self._elsewhere(connection, admission.caller, admission.known, now)
            values = _values(admission, now, elsewhere)
            admitted = connection.execute(ADMIT, values).fetchone()
            if admitted is None:
                return _rejection(connection, values, elsewhere, now)
            # In the same transaction: a request that is admitted is also counted, whatever happens
            # next.
            if admission.cost:
                row = (*_usage_row(admission, day_number(now)), admission.cost)
                connection.execute(COUNT_USAGE, row)
            ahead_us, used = admitted
            return Outcome("", used + elsewhere, ahead_us, now)

        return self._state.run(decide)

    def refund(self, admission: Admission, day: int) -> None:
        """Take back the cost of a request that was admitted on *day*."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(REFUND, (admission.cost, admission.caller, day))
            connection.execute(COUNT_REFUND, (admission.cost, *_usage_row(admission, day)))

        self._state.run(write)

    def used(self, caller: str) -> int:
        """Return how much of today's quota *caller* has used, as far as this machine knows."""
        own, used, merged = self._counts(caller)
        return own + max(0, used - merged)

    def admit_now(self, admission: Admission) -> Outcome | None:
        """Return None: a transaction may have to wait for a process or a disk."""
        return None

    def unmerged(self, caller: str) -> int:
        """Return how much of it this machine has counted and Redis does not have yet."""
        merged_callers = self._merged_callers()
        if caller in merged_callers:
            return 0
        own, _, merged = self._counts(caller)
        if own <= merged:
            merged_callers.add(caller)
        return max(0, own - merged)

    def _merged_callers(self) -> set[str]:
        """Return the callers that are known to have no unmerged counts, to be added to.

        With a Redis that answers, every request needs this, and the file is written to a few times
        a second only. Threads that read different versions add to different sets.
        """
        version = self._state.version()
        if version is None:
            return set()
        known = self._merged
        if known[0] != version:
            known = self._merged = (version, set())
        return known[1]

    def _counts(self, caller: str) -> tuple[int, int, int]:
        """Return the machine's own count of today, that of Redis, and what both include."""
        values = (caller, day_number(self._clock.now()))
        ((own, used, merged),) = self._state.read(COUNTS, values)
        return int(str(own)), int(str(used)), int(str(merged))

    def remember(self, caller: str, day: int, used: int) -> None:
        """Record for all processes of this machine what Redis has counted on *day*."""
        values = {"caller": caller, "day": day, "used": used}
        self._state.run(lambda connection: connection.execute(REMEMBER, values))

    def _elsewhere(
        self, connection: sqlite3.Connection, caller: str, known: int, now: float
    ) -> int:
        """Return what Redis has counted today without the machine's own count."""
        if not self._beside_redis:
            return 0
        day = day_number(now)
        used, merged = connection.execute(SHARED, (caller, day)).fetchone() or (0, 0)
        if known > used:
            # Another process of this machine may know less.
            connection.execute(REMEMBER, {"caller": caller, "day": day, "used": known})
            used = known
        return max(0, int(used) - int(merged))

    def attempt(self, key: str, max_attempts: int, period_seconds: float) -> float:
        """Record an attempt under *key*, unless *max_attempts* were made in *period_seconds*."""

        def record(connection: sqlite3.Connection) -> float:
            now = self._clock.now()
            values = (key, now, max_attempts - 1)
            oldest = connection.execute(NTH_LATEST_ATTEMPT, values).fetchone()
            if oldest is not None and oldest[0] + period_seconds > now:
                return float(oldest[0] + period_seconds - now)
            # Those of the future were recorded before the clock was set back.
            connection.execute(DELETE_ATTEMPTS, (key, now - period_seconds, now))
            connection.execute(ADD_ATTEMPT, (key, now))
            return 0.0

        return self._state.run(record)

    def close(self) -> None:
        """Do nothing: the machine's file is closed by its owner."""


def _values(admission: Admission, now: float, elsewhere: int) -> dict[str, object]:
    return {
        "caller": admission.caller,
        "cost": admission.cost,
        "quota": max(0, admission.quota - elsewhere),
        "advance_us": admission.advance_us,
        "window_us": BURST_WINDOW_US,
        # Integers: a float would lose microseconds in SQLite's comparisons.
        "now_us": int(now * 1_000_000),
        "day": day_number(now),
    }


def _usage_row(admission: Admission, day: int) -> tuple[int, str, str, str]:
    return day, admission.caller, admission.interface, admission.format


def _rejection(
    connection: sqlite3.Connection, values: dict[str, object], elsewhere: int, now: float
) -> Outcome:
    """Return which limit rejected the request of *values*."""
    # No row: the caller's first request, which costs more than the whole quota.
    ahead_us, used = connection.execute(STATE, values).fetchone() or (0, 0)
    reason: Reason = "burst" if ahead_us > BURST_WINDOW_US else "quota"
    return Outcome(reason, used + elsewhere, ahead_us, now)
