"""Usage counts per day, caller, interface and format.

A row belongs to the counter that counted it (`source`: a Redis, or a machine's file, until it is
emptied). A counter only grows, so that a write that is late or repeated changes nothing.
"""

from peewee import BigIntegerField, CompositeKey, Database, IntegerField, Model, TextField
from playhouse.migrate import SchemaMigrator


def up(migrator: SchemaMigrator, db: Database) -> None:
    """Create the table."""

    class Usage(Model):
        day = IntegerField()
        caller = TextField()
        interface = TextField()
        format = TextField()
        source = TextField()
        used = BigIntegerField()
        returned = BigIntegerField()

        class Meta:
            database = db
            table_name = "usage"
            primary_key = CompositeKey("day", "caller", "interface", "format", "source")

    db.create_tables([Usage])
