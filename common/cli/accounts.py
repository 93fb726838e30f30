"""The services for commands that change accounts, and what their errors mean to who typed them."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from common.cli.command import CommandError, settings
from common.operations.users import Actor, InvalidInput, PropagationDelayed
from common.services.accounts.errors import TooManyAttempts
from common.services.container import Services, open_services
from common.services.errors import ServiceError
from common.services.store.accounts import NoSuchAccount, UsernameTaken
from common.services.store.database import FILE

ACTOR = Actor("cli")


@contextmanager
def accounts_open() -> Iterator[Services]:
    """Yield the services; say so on standard error where they are those of a new store.

    Raises:
        CommandError: what the block asks for can't be done.
    """
    found = settings()
    is_new = found.database_url is None and not (found.data_dir / FILE).exists()
    try:
        with open_services(found, process="cli") as services:
            if is_new:
                print(
                    f"barcode-api: there was no store in {found.data_dir}, so this is a new one. A "
                    "service that runs elsewhere does not know it: give the service's DATA_DIR.",
                    file=sys.stderr,
                )
            yield services
    except (InvalidInput, PropagationDelayed, TooManyAttempts) as error:
        raise CommandError(str(error)) from None
    except UsernameTaken as error:
        raise CommandError(f"Another user is called {error}.") from None
    except NoSuchAccount as error:
        raise CommandError(f"There is no {error}.") from None
    except (ServiceError, OSError) as error:
        raise CommandError(f"It can't be done now: {error}.") from None
