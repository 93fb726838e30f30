"""`barcode-api migrate`: apply the store's migrations, as every start does."""

from argparse import ArgumentParser, Namespace

from common.cli.command import Command, CommandError, settings
from common.services.container import open_services
from common.services.errors import ServiceError
from common.services.store.database import check_file


def add_arguments(parser: ArgumentParser) -> None:
    """Add no arguments: DATABASE_URL and DATA_DIR select the store."""


def run(_: Namespace) -> int:
    """Apply the missing migrations.

    Raises:
        CommandError: the store does not answer.
    """
    try:
        configured = settings()
        if configured.database_url is not None:
            check_file(configured.database_url, configured.data_dir)
        with open_services(configured, process="cli") as services:
            # Opened first: the same checks as at a start, such as the rights of the folder.
            services.store.migrate()
    except (ServiceError, OSError) as error:
        raise CommandError(f"The store can't be prepared: {error}") from None
    return 0


COMMAND = Command("migrate", "apply the migrations of the store", add_arguments, run)
