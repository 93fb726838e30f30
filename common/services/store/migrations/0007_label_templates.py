"""Label templates that users have saved, as JSON. Times are in seconds since 1970-01-01 UTC."""

from peewee import (
    BigIntegerField,
    CompositeKey,
    Database,
    ForeignKeyField,
    Model,
    TextField,
)
from playhouse.migrate import SchemaMigrator


def up(migrator: SchemaMigrator, db: Database) -> None:
    """Create the table."""

    class User(Model):
        class Meta:
            database = db
            table_name = "users"

    class LabelTemplate(Model):
        user = ForeignKeyField(User, on_delete="CASCADE")
        name = TextField()
        document = TextField()
        changed_at = BigIntegerField()

        class Meta:
            database = db
            table_name = "label_templates"
            primary_key = CompositeKey("user", "name")

    db.create_tables([LabelTemplate])
