"""Keys of usernames that ignore how Unicode writes a character, not its case alone."""

import unicodedata

from peewee import Database
from playhouse.migrate import SchemaMigrator

from common.services.store.database import execute

_CHANGE = """
UPDATE users SET name_key = ? WHERE id = ? AND NOT EXISTS (
    SELECT 1 FROM users AS others WHERE others.name_key = ?
)
"""


def up(migrator: SchemaMigrator, db: Database) -> None:
    """Replace each key that differs, unless another user already has the new one."""
    for id, old in execute(db, "SELECT id, name_key FROM users ORDER BY id"):
        new = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", old).casefold())
        if new != old:
            execute(db, _CHANGE, (new, id, new))
