"""The services for commands that change accounts, with errors as texts for the command line."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from common.cli.command import CommandError, settings
from common.operations.users import Actor, InvalidInput, PropagationDelayed
from common.services.accounts.errors import TooManyAttempts
from common.services.container import Services, open_services
from common.services.errors import ServiceError
from common.services.store.accounts import NoSuchAccount, UsernameTaken
from common.services.store.database import FILE, check_file

ACTOR = Actor("cli")


@contextmanager
def accounts_open() -> Iterator[Services]:
    """Yield the services, after a notice on standard error if the store is new.

    Raises:
        CommandError: the block failed; the text says why.
    """
    configured = settings()
    # Asked before the services create it.
    is_new = configured.database_url is None and not (configured.data_dir / FILE).exists()
    try:
        if configured.database_url is not None:
            check_file(configured.database_url, configured.data_dir)
        with open_services(configured, process="cli") as services:
            if is_new:
                print(
                    f"barcode-api: {configured.data_dir} had no store: a new one was created. A "
                    "service with another DATA_DIR does not use it: set the service's DATA_DIR.",
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
