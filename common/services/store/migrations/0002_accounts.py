"""Users, their API keys, and the audit log.

Times are in seconds since 1970-01-01 UTC, except `tokens_from`, which is in milliseconds.
"""

from peewee import (
    SQL,
    AutoField,
    BigIntegerField,
    BooleanField,
    Database,
    ForeignKeyField,
    Model,
    SqliteDatabase,
    TextField,
)
from playhouse.migrate import SchemaMigrator
from playhouse.sqlite_ext import AutoIncrementField


def up(migrator: SchemaMigrator, db: Database) -> None:
    """Create the tables."""
    # SQLite reuses plain ids after a deletion: the next user would inherit the usage.
    unique_id = AutoIncrementField if isinstance(db, SqliteDatabase) else AutoField

    class User(Model):
        id = unique_id()
        username = TextField()
        # The folded name: two users never differ only by case.
        name_key = TextField(unique=True)
        password_hash = TextField()
        tier = TextField()
        disabled = BooleanField(constraints=[SQL("DEFAULT FALSE")])
        # Tokens that were issued earlier are not valid.
        tokens_from = BigIntegerField(constraints=[SQL("DEFAULT 0")])
        created_at = BigIntegerField()

        class Meta:
            database = db
            table_name = "users"

    class ApiKey(Model):
        id = unique_id()
        user = ForeignKeyField(User, on_delete="CASCADE")
        label = TextField()
        # The first characters, by which its owner recognises it; the rest is not stored.
        beginning = TextField()
        digest = TextField(unique=True)
        created_at = BigIntegerField()

        class Meta:
            database = db
            table_name = "api_keys"

    class Audit(Model):
        id = unique_id()
        at = BigIntegerField(index=True)
        actor = TextField()
        action = TextField()
        target = TextField()
        address = TextField()
        outcome = TextField()

        class Meta:
            database = db
            table_name = "audit"

    db.create_tables([User, ApiKey, Audit])
