"""The audit log: who did what to accounts, from where, and with what outcome. Never a secret."""

from collections.abc import Callable
from functools import partial

from msgspec import Struct
from peewee import Database

from common.services.clock import SECONDS_PER_DAY, Clock
from common.services.store.sql import execute
from common.services.store.store import Store

WRITE_SECONDS = 2.0
LONGEST = 200
DAYS_KEPT = 365
# Some 15 MB. Anyone may fail, from as many addresses as they have; acts are of those who may act.
MOST_FAILURES = 100_000

ADD = """
INSERT INTO audit (at, actor, action, target, address, outcome) VALUES (?, ?, ?, ?, ?, ?)
"""
LATEST = """
SELECT at, actor, action, target, address, outcome FROM audit ORDER BY id DESC LIMIT ?
"""
# Somebody who failed is known by address alone.
FORGET_FAILURES = """
DELETE FROM audit WHERE actor = address AND id <= (
    SELECT id FROM audit WHERE actor = address ORDER BY id DESC LIMIT 1 OFFSET ?
)
"""

# Writes a line, in the transaction that is open.
EntryWriter = Callable[[Database], object]


class Entry(Struct, frozen=True):
    """One line of the log.

    Attributes:
        at: in seconds since 1970-01-01 UTC.
        actor: ``admin``, ``cli``, ``user:17`` or an address's key.
        action: such as ``user.add`` or ``login``.
        target: what it was done to, such as ``user:17`` or a name that was tried.
        address: the key of the address it came from; empty where there is none.
        outcome: ``done``, or why not.
    """

    at: int
    actor: str
    action: str
    target: str
    address: str
    outcome: str


class Audit:
    """The table. Every method raises StoreUnavailable where the store does not answer."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def write(
        self, actor: str, action: str, target: str, *, address: str = "", outcome: str = "done"
    ) -> None:
        """Add a line; what callers wrote is cut to `LONGEST` characters."""
        line = self.entry_writer(actor, action, target, address=address, outcome=outcome)
        self._store.run(line, WRITE_SECONDS)

    def entry_writer(
        self, actor: str, action: str, target: str, *, address: str = "", outcome: str = "done"
    ) -> EntryWriter:
        """Return what writes the same line as `write`, together with the act that it tells of."""
        told = (text[:LONGEST] for text in (actor, action, target, address, outcome))
        values = (int(self._clock.now()), *map(_storable, told))
        return partial(execute, sql=ADD, values=values)

    def forget_old(self, most_failures: int = MOST_FAILURES) -> None:
        """Forget lines that are older than `DAYS_KEPT` days: they tell addresses of people.

        Of those who were not let in, forget all but the latest *most_failures* too: a flood of them
        must not fill the store.
        """
        oldest = int(self._clock.now()) - DAYS_KEPT * SECONDS_PER_DAY
        sql = "DELETE FROM audit WHERE at < ?"
        self._store.run(partial(execute, sql=sql, values=(oldest,)), WRITE_SECONDS)
        values = (most_failures,)
        self._store.run(partial(execute, sql=FORGET_FAILURES, values=values), WRITE_SECONDS)

    def latest(self, limit: int = 100) -> list[Entry]:
        """Return the last *limit* lines, the newest first."""
        rows = self._store.run(partial(execute, sql=LATEST, values=(limit,)))
        return [Entry(*row) for row in rows]


def _storable(text: str) -> str:
    """Return *text* without what no store takes, but JSON brings: NUL and halves of pairs."""
    return text.replace("\0", "\ufffd").encode(errors="replace").decode()
