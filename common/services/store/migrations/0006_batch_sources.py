"""The tables of a batch as they were sent, to check them again, and whether its quota is charged.

A batch costs quota when it is first drawn. Those that are stored were charged when they were made.
"""

from peewee import (
    BlobField,
    CompositeKey,
    Database,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)
from playhouse.migrate import SchemaMigrator

from common.services.store.database import execute

# The same statement in SQLite and in Postgres; Peewee would copy the table in SQLite.
_COLUMNS = ("charged BOOLEAN NOT NULL DEFAULT TRUE", "revision INTEGER NOT NULL DEFAULT 0")


def up(migrator: SchemaMigrator, db: Database) -> None:
    """Add the columns, and create the table of sources."""

    class Batch(Model):
        id = TextField(primary_key=True)

        class Meta:
            database = db
            table_name = "batches"

    class BatchSource(Model):
        batch = ForeignKeyField(Batch, on_delete="CASCADE")
        number = IntegerField()
        content = BlobField()

        class Meta:
            database = db
            table_name = "batch_sources"
            primary_key = CompositeKey("batch", "number")

    for column in _COLUMNS:
        execute(db, f"ALTER TABLE batches ADD COLUMN {column}")
    db.create_tables([BatchSource])
