"""The bytes that each batch occupies, by which stored batches are bounded.

A batch is incomplete while its rows are written: its bytes are reserved, and it can't be read.
"""

from peewee import Database
from playhouse.migrate import SchemaMigrator

from common.services.store.database import execute

# The same statement in SQLite and in Postgres; Peewee would copy the table in SQLite.
_COLUMNS = ("bytes BIGINT NOT NULL DEFAULT 0", "complete BOOLEAN NOT NULL DEFAULT TRUE")
# What 0003 stored without counting, as the store counts it.
_COUNT = """
UPDATE batches SET bytes = ? + (
    SELECT COALESCE(SUM(LENGTH(content) + ?), 0) FROM batch_rows WHERE batch_id = batches.id
)
"""
_BATCH_BYTES, _ROW_BYTES = 1_024, 128


def up(migrator: SchemaMigrator, db: Database) -> None:
    """Add the columns, and count the batches that are stored."""
    for column in _COLUMNS:
        execute(db, f"ALTER TABLE batches ADD COLUMN {column}")
    execute(db, _COUNT, (_BATCH_BYTES, _ROW_BYTES))
