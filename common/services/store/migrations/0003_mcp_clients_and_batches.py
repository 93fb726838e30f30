"""MCP clients that users registered, and batches of barcodes with their rows.

Times are in seconds since 1970-01-01 UTC.
"""

from peewee import (
    BigIntegerField,
    CompositeKey,
    Database,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)
from playhouse.migrate import SchemaMigrator


def up(migrator: SchemaMigrator, db: Database) -> None:
    """Create the tables."""

    class User(Model):
        class Meta:
            database = db
            table_name = "users"

    class McpClient(Model):
        client_id = TextField(primary_key=True)
        user = ForeignKeyField(User, on_delete="CASCADE")
        created_at = BigIntegerField()
        seen_at = BigIntegerField(index=True)

        class Meta:
            database = db
            table_name = "mcp_clients"

    class Batch(Model):
        id = TextField(primary_key=True)
        caller = TextField(index=True)
        created_at = BigIntegerField()
        expires_at = BigIntegerField(index=True)
        # The options of every row: JSON.
        request = TextField()

        class Meta:
            database = db
            table_name = "batches"

    class BatchRow(Model):
        batch = ForeignKeyField(Batch, on_delete="CASCADE")
        number = IntegerField()
        # The row's options and the errors in them: JSON.
        content = TextField()

        class Meta:
            database = db
            table_name = "batch_rows"
            primary_key = CompositeKey("batch", "number")

    db.create_tables([McpClient, Batch, BatchRow])
