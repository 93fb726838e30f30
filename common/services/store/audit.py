"""The audit log: actor, action, target, address and outcome of every change to accounts.

It never contains a secret.
"""

from collections.abc import Callable
from functools import partial

from msgspec import Struct
from peewee import Database

from common.services.clock import SECONDS_PER_DAY, Clock
from common.services.store.database import execute
from common.services.store.store import Store

WRITE_SECONDS = 2.0
MAX_CHARACTERS = 200
DAYS_KEPT = 365
# Some 15 MB. Anybody can cause failures, from any number of addresses; only authorised actors can
# cause the other entries.
MAX_FAILURES = 100_000

ADD = """
INSERT INTO audit (at, actor, action, target, address, outcome) VALUES (?, ?, ?, ?, ?, ?)
"""
LATEST = """
SELECT at, actor, action, target, address, outcome FROM audit ORDER BY id DESC LIMIT ?
"""
HAS_LOGGED_IN = """
SELECT 1 FROM audit
WHERE actor = ? AND action = 'login' AND address = ? AND outcome = 'done' LIMIT 1
"""
# The actor of a failure is the address that it came from.
DELETE_FAILURES = """
DELETE FROM audit WHERE actor = address AND id <= (
    SELECT id FROM audit WHERE actor = address ORDER BY id DESC LIMIT 1 OFFSET ?
)
"""

# Writes an entry in the open transaction.
EntryWriter = Callable[[Database], object]


class AuditEntry(Struct, frozen=True):
    """One entry of the log.

    Attributes:
        at: in seconds since 1970-01-01 UTC.
        actor: ``admin``, ``cli``, ``user:17`` or an address's key.
        action: such as ``user.add`` or ``login``.
        target: the object of the action, such as ``user:17``, or the username of a failed login.
        address: the key of the address that it came from; empty if there is none.
        outcome: ``done``, or the reason of the failure.
    """

    at: int
    actor: str
    action: str
    target: str
    address: str
    outcome: str


class Audit:
    """The table. Every method raises StoreUnavailable if the store does not answer."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def write(
        self, actor: str, action: str, target: str, *, address: str = "", outcome: str = "done"
    ) -> None:
        """Write an entry; each text is cut to `MAX_CHARACTERS` characters."""
        writer = self.entry_writer(actor, action, target, address=address, outcome=outcome)
        self._store.run(writer, WRITE_SECONDS)

    def entry_writer(
        self, actor: str, action: str, target: str, *, address: str = "", outcome: str = "done"
    ) -> EntryWriter:
        """Return a function that writes the entry in the same transaction as the action itself."""
        texts = (text[:MAX_CHARACTERS] for text in (actor, action, target, address, outcome))
        values = (int(self._clock.now()), *map(_storable, texts))
        return partial(execute, sql=ADD, values=values)

    def delete_old(self, max_failures: int = MAX_FAILURES) -> None:
        """Delete entries that are older than `DAYS_KEPT` days: they contain people's addresses.

        Of the failures, delete all but the latest *max_failures* too: a flood of them must not fill
        the store.
        """
        # Two statements, so that each holds its locks for a short time only.
        oldest = int(self._clock.now()) - DAYS_KEPT * SECONDS_PER_DAY
        sql = "DELETE FROM audit WHERE at < ?"
        self._store.run(partial(execute, sql=sql, values=(oldest,)), WRITE_SECONDS)
        values = (max_failures,)
        self._store.run(partial(execute, sql=DELETE_FAILURES, values=values), WRITE_SECONDS)

    def has_logged_in(self, user_id: int, address: str) -> bool:
        """Return True if the user has logged in from *address* within `DAYS_KEPT` days."""
        values = (f"user:{user_id}", address[:MAX_CHARACTERS])
        return bool(self._store.run(partial(execute, sql=HAS_LOGGED_IN, values=values)))

    def latest(self, limit: int = 100) -> list[AuditEntry]:
        """Return the last *limit* entries, newest first."""
        rows = self._store.run(partial(execute, sql=LATEST, values=(limit,)))
        return [AuditEntry(*row) for row in rows]


def _storable(text: str) -> str:
    """Return *text* with NUL and lone surrogates replaced, which no database stores."""
    return text.replace("\0", "\ufffd").encode(errors="replace").decode()
