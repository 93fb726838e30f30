"""The options of labels that are stored with a batch, as JSON; empty if there are none."""

from peewee import Database
from playhouse.migrate import SchemaMigrator

from common.services.store.database import execute


def up(migrator: SchemaMigrator, db: Database) -> None:
    """Add the column."""
    # The same statement in SQLite and in Postgres; Peewee would copy the table in SQLite.
    execute(db, "ALTER TABLE batches ADD COLUMN labels TEXT NOT NULL DEFAULT ''")
