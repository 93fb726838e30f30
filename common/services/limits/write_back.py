"""Limits and usage of one machine, counted in a file of slots and written back to SQLite.

SQLite has what was counted until the last write-back, which comes before usage is copied to the
store. It is used alone beside a Redis, which counts all requests while it answers.
"""

import sqlite3

from common.services.clock import SECONDS_PER_DAY, Clock, day_number
from common.services.limits.limiter import BURST_WINDOW_US, Admission, Outcome, Reason
from common.services.limits.slots import Counts, Place, SlotFile, TooLong
from common.services.limits.sqlite import COUNT_REFUND, SqliteLimiter
from common.services.local_state import LocalState

FILE_NAME = "state.counts"
# Longer keys leave no room for counts in a slot.
MAX_CALLER_BYTES = 128

LAST_BATCH = "SELECT value FROM facts WHERE name = 'counts'"
SET_LAST_BATCH = "INSERT OR REPLACE INTO facts (name, value) VALUES ('counts', ?)"
CALLER = "SELECT tat_us, day, used FROM callers WHERE caller = ?"
SET_CALLER = "INSERT OR REPLACE INTO callers (caller, tat_us, day, used) VALUES (?, ?, ?, ?)"
ADD_USAGE = """
INSERT INTO usage (day, caller, interface, format, used, returned) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (day, caller, interface, format) DO UPDATE SET
    used = used + excluded.used, returned = returned + excluded.returned
"""


class WriteBackLimiter:
    """Counts for all processes of this machine.

    Arguments:
        state: the machine's file.
        clock: the time.
        sqlite: counts what does not fit in a slot, and attempts.
    """

    def __init__(self, state: LocalState, clock: Clock, sqlite: SqliteLimiter) -> None:
        self._state = state
        self._clock = clock
        self._sqlite = sqlite
        self._slots = SlotFile(state.path.with_name(FILE_NAME), lambda: self._last_batch() + 1)

    def admit(self, admission: Admission) -> Outcome:
        """Admit or reject a request, and count its usage if it is admitted."""
        if not _has_slot(admission.caller):
            return self._sqlite.admit(admission)
        return self._slots.locked(lambda: self._admit(admission))

    def admit_now(self, admission: Admission) -> Outcome | None:
        """Return what `admit` does, or None if it would have to wait for a process or a disk."""
        if not _has_slot(admission.caller):
            return None
        return self._slots.locked_now(lambda: self._admit_now(admission))

    def _admit_now(self, admission: Admission) -> Outcome | None:
        _, is_being_written = self._slots.phase()
        place = self._slots.find(admission.caller)
        counts = place.counts
        if is_being_written or counts is None or counts.caller != admission.caller:
            return None
        outcome = self._advance(counts, admission)
        if not outcome.reason:
            _add(counts, _usage_key(admission, counts.day), used=admission.cost)
            try:
                self._slots.put(place, counts)
            except TooLong:
                # Nothing is written yet: *counts* is a copy.
                return None
        return outcome

    def _admit(self, admission: Admission) -> Outcome:
        place, counts = self._find(admission.caller)
        outcome = self._advance(counts, admission)
        if not outcome.reason:
            self._put(place, counts, _usage_key(admission, counts.day), used=admission.cost)
        return outcome

    def _advance(self, counts: Counts, admission: Admission) -> Outcome:
        """Return the outcome of *admission*, and change *counts* if it is admitted."""
        # Read under the lock: other processes advance arrival times while this one waits.
        now = self._clock.now()
        now_us, day = int(now * 1_000_000), int(now // SECONDS_PER_DAY)
        used = counts.used if counts.day == day else 0
        # GCRA, ITU-T I.371, Annex A. An arrival time that is further ahead than the window was
        # recorded before the clock was set back, and is ignored.
        is_ahead = now_us <= counts.tat_us <= now_us + BURST_WINDOW_US
        ahead_us = (counts.tat_us - now_us if is_ahead else 0) + admission.advance_us
        cost = admission.cost
        reason: Reason = ""
        if ahead_us > BURST_WINDOW_US:
            reason = "burst"
        elif cost and used + cost > admission.quota:
            reason = "quota"
        if reason:
            return Outcome(reason, used, ahead_us, now)
        counts.tat_us, counts.day, counts.used = now_us + ahead_us, day, used + cost
        return Outcome("", used + cost, ahead_us, now)

    def refund(self, admission: Admission, day: int) -> None:
        """Take back the cost of a request that was admitted on *day*."""
        if not _has_slot(admission.caller):
            self._sqlite.refund(admission, day)
            return

        def work() -> None:
            place, counts = self._find(admission.caller)
            if counts.day == day:
                counts.used = max(counts.used - admission.cost, 0)
            self._put(place, counts, _usage_key(admission, day), returned=admission.cost)

        self._slots.locked(work)

    def used(self, caller: str) -> int:
        """Return how much of today's quota *caller* has used."""
        if not _has_slot(caller):
            return self._sqlite.used(caller)
        counts = self._slots.locked(lambda: self._find(caller)[1])
        return counts.used if counts.day == day_number(self._clock.now()) else 0

    def attempt(self, key: str, max_attempts: int, period_seconds: float) -> float:
        """Record an attempt under *key*, unless *max_attempts* were made in *period_seconds*."""
        return self._sqlite.attempt(key, max_attempts, period_seconds)

    def unmerged(self, caller: str) -> int:
        """Return 0: there is no Redis to merge counts with."""
        return 0

    def remember(self, caller: str, day: int, used: int) -> None:
        """Do nothing: there is no Redis."""

    def write_back(self) -> None:
        """Give SQLite all counts that it does not have.

        Raises:
            StateUnavailable: the disk failed.
        """
        self._slots.locked(self._write_back)

    def clear(self) -> None:
        """Write back and free all slots, for a time in which SQLite counts alone.

        Raises:
            StateUnavailable: the disk failed.
        """

        def work() -> None:
            self._write_back()
            self._slots.free_all()

        self._slots.locked(work)

    def close(self) -> None:
        """Close the file of slots; what was counted stays in it."""
        self._slots.close()

    def _find(self, caller: str) -> tuple[Place, Counts]:
        """Return the slot and the counts of *caller*."""
        _, is_being_written = self._slots.phase()
        if is_being_written:
            # The process that wrote back was killed. SQLite may have this batch already, so that
            # nothing can be added to it.
            self._write_back()
        place = self._slots.find(caller)
        if place.counts is not None and place.counts.caller == caller:
            return place, place.counts
        if place.is_unwritten:
            # The slot of another caller, which may be given away once SQLite has its counts.
            self._write_back()
            place = self._slots.find(caller)
        rows = self._state.read(CALLER, (caller,))
        tat_us, day, used = (int(str(value)) for value in (rows[0] if rows else (0, 0, 0)))
        return place, Counts(caller, tat_us, day, used)

    def _put(
        self, place: Place, counts: Counts, key: str, *, used: int = 0, returned: int = 0
    ) -> None:
        _add(counts, key, used=used, returned=returned)
        try:
            self._slots.put(place, counts)
        except TooLong:
            # More symbologies than fit in a slot: SQLite gets the earlier ones.
            self._write_back()
            counts.unwritten = {key: (used, returned)} if used or returned else {}
            self._slots.put(self._slots.find(counts.caller), counts)

    def _write_back(self) -> None:
        """Write the slots back, or complete what a killed process began."""
        slots = self._slots
        batch, is_being_written = slots.phase()
        places = list(slots.unwritten())
        if not places and not is_being_written:
            return
        slots.set_phase(batch, is_being_written=True)
        # A process that was killed may have marked a slot that it did not change.
        written = [each.counts for each in places if each.counts and each.is_unwritten]

        def write(connection: sqlite3.Connection) -> None:
            (last,) = connection.execute(LAST_BATCH).fetchone() or (0,)
            # Another one may have been killed after it wrote this batch.
            if int(last) < batch:
                _write(connection, written)
                connection.execute(SET_LAST_BATCH, (str(batch),))

        try:
            self._state.run(write)
        except BaseException:
            # Counting goes on in this batch, unless SQLite has it after all.
            if self._last_batch() < batch:
                slots.set_phase(batch, is_being_written=False)
            raise
        for place in places:
            slots.put_written(place)
        slots.unmark_all()
        slots.set_phase(batch + 1, is_being_written=False)

    def _last_batch(self) -> int:
        """Return the number of the last batch that SQLite has."""
        rows = self._state.read(LAST_BATCH)
        return int(str(rows[0][0])) if rows else 0


def _add(counts: Counts, key: str, *, used: int = 0, returned: int = 0) -> None:
    """Add barcodes to the unwritten ones of *counts*."""
    if used or returned:
        before = counts.unwritten.get(key, (0, 0))
        counts.unwritten[key] = before[0] + used, before[1] + returned


def _write(connection: sqlite3.Connection, written: list[Counts]) -> None:
    connection.executemany(
        SET_CALLER, [(each.caller, each.tat_us, each.day, each.used) for each in written]
    )
    for each in written:
        for key, (used, returned) in each.unwritten.items():
            day, interface, format = key.split("|")
            row = (int(day), each.caller, interface, format)
            if used:
                connection.execute(ADD_USAGE, (*row, used, returned))
            else:
                # An old day that the store has may be deleted here.
                connection.execute(COUNT_REFUND, (returned, *row))


def _has_slot(caller: str) -> bool:
    return len(caller) <= MAX_CALLER_BYTES and caller.isascii()


def _usage_key(admission: Admission, day: int) -> str:
    return f"{day}|{admission.interface}|{admission.format}"
