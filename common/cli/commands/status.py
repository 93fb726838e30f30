"""`barcode-api status`: whether the store answers, and which migrations it has."""

from argparse import ArgumentParser, Namespace

from common.cli.command import Command, CommandError, settings
from common.services.container import open_store
from common.services.errors import ServiceError

MISSING = 1


def add_arguments(parser: ArgumentParser) -> None:
    """Declare nothing: DATABASE_URL and DATA_DIR say which store."""


def run(_: Namespace) -> int:
    """Print every migration; return 1 where one is missing.

    Raises:
        CommandError: the store does not answer.
    """
    store = open_store(settings())
    try:
        found = store.status()
    except (ServiceError, OSError) as error:
        raise CommandError(f"The store does not answer: {error}.") from None
    finally:
        store.close()
    for migration in found:
        print(f"{migration.name}\t{'applied' if migration.applied else 'missing'}")
    return 0 if all(migration.applied for migration in found) else MISSING


COMMAND = Command("status", "tell which migrations the store has", add_arguments, run)
