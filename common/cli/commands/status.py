"""`barcode-api status`: list the migrations of the store."""

from argparse import ArgumentParser, Namespace

from common.cli.command import Command, CommandError, settings
from common.services.container import open_store
from common.services.errors import ServiceError

MISSING = 1


def add_arguments(parser: ArgumentParser) -> None:
    """Add no arguments: DATABASE_URL and DATA_DIR select the store."""


def run(_: Namespace) -> int:
    """Print every migration, and return 1 if one is missing.

    Raises:
        CommandError: the store does not answer.
    """
    store = open_store(settings())
    try:
        migrations = store.status()
    except (ServiceError, OSError) as error:
        raise CommandError(f"The store does not answer: {error}.") from None
    finally:
        store.close()
    for migration in migrations:
        print(f"{migration.name}\t{'applied' if migration.applied else 'missing'}")
    # For a script that waits until another container has migrated.
    return 0 if all(migration.applied for migration in migrations) else MISSING


COMMAND = Command("status", "list the migrations of the store", add_arguments, run)
