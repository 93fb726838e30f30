"""The label templates that users have saved, as the text of JSON documents."""

from functools import partial

from msgspec import Struct
from peewee import Database

from common.services.clock import Clock
from common.services.store.database import execute
from common.services.store.store import Store

MAX_PER_USER = 100

# One statement, so that two requests at once can't pass the bound together by much.
SAVE = """
INSERT INTO label_templates (user_id, name, document, changed_at)
SELECT ?, ?, ?, ? WHERE (
    SELECT COUNT(*) FROM label_templates WHERE user_id = ? AND name <> ?
) < ?
ON CONFLICT (user_id, name) DO UPDATE
SET document = excluded.document, changed_at = excluded.changed_at
RETURNING name
"""
OF_USER = "SELECT name, document, changed_at FROM label_templates WHERE user_id = ? ORDER BY name"
ONE = "SELECT name, document, changed_at FROM label_templates WHERE user_id = ? AND name = ?"
DELETE = "DELETE FROM label_templates WHERE user_id = ? AND name = ? RETURNING name"


class SavedTemplate(Struct, frozen=True):
    """A saved template.

    Attributes:
        name: its name, which is unique for its user.
        document: the text of the JSON document.
        changed_at: when it was saved last, in seconds since 1970-01-01 UTC.
    """

    name: str
    document: str
    changed_at: int


class LabelTemplates:
    """The table. Every method raises StoreUnavailable if the store does not answer."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def save(self, user_id: int, name: str, document: str) -> bool:
        """Save a template, or replace the one of that name; return False if there are too many."""
        now = int(self._clock.now())
        # One statement counts and writes, so that two requests at once can't exceed the bound.
        values = (user_id, name, document, now, user_id, name, MAX_PER_USER)

        def work(database: Database) -> bool:
            return bool(execute(database, SAVE, values))

        return self._store.run(work)

    def of_user(self, user_id: int) -> list[SavedTemplate]:
        """Return the templates of a user, in order of name."""
        rows = self._store.run(partial(execute, sql=OF_USER, values=(user_id,)))
        return [SavedTemplate(*row) for row in rows]

    def find(self, user_id: int, name: str) -> SavedTemplate | None:
        """Return the template of that name; None if the user has none."""
        rows = self._store.run(partial(execute, sql=ONE, values=(user_id, name)))
        return SavedTemplate(*rows[0]) if rows else None

    def delete(self, user_id: int, name: str) -> bool:
        """Delete a template; return False if the user has none of that name."""
        return bool(self._store.run(partial(execute, sql=DELETE, values=(user_id, name))))
