"""The services for commands that change accounts, and what their errors mean to who typed them."""

from collections.abc import Iterator
from contextlib import contextmanager

from common.cli.command import CommandError, settings
from common.operations.users import Actor, InvalidInput, NotAtOnce
from common.services.bundle import Services, open_services
from common.services.errors import ServiceError
from common.services.store.accounts import NoSuchAccount, UsernameTaken

ACTOR = Actor("cli")


@contextmanager
def accounts_open() -> Iterator[Services]:
    """Yield the services.

    Raises:
        CommandError: what the block asks for can't be done.
    """
    try:
        with open_services(settings(), process="cli") as services:
            yield services
    except (InvalidInput, NotAtOnce) as error:
        raise CommandError(str(error)) from None
    except UsernameTaken as error:
        raise CommandError(f"Another user is called {error}.") from None
    except NoSuchAccount as error:
        raise CommandError(f"There is no {error}.") from None
    except (ServiceError, OSError) as error:
        raise CommandError(f"It can't be done now: {error}.") from None
