"""`barcode-api migrate`: bring the store up to date, as every start does."""

from argparse import ArgumentParser, Namespace

from common.cli.command import Command, CommandError, settings
from common.services.container import open_services
from common.services.errors import ServiceError


def add_arguments(parser: ArgumentParser) -> None:
    """Declare nothing: DATABASE_URL and DATA_DIR say which store."""


def run(_: Namespace) -> int:
    """Bring the store up to date.

    Raises:
        CommandError: it does not answer.
    """
    try:
        with open_services(settings(), process="cli") as services:
            services.store.migrate()
    except (ServiceError, OSError) as error:
        raise CommandError(f"The store can't be prepared: {error}") from None
    return 0


COMMAND = Command("migrate", "bring the store's tables up to date", add_arguments, run)
