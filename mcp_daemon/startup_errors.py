"""Errors that prevent a start: one line on standard error, without a traceback.

Such an error is in the environment, so the person who set it needs its text and not our code.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from common.services.errors import ServiceError
from common.settings import SettingsError

EXIT_STATUS = 2


@contextmanager
def exit_on_startup_error() -> Iterator[None]:
    """Print an error of the settings or the services in the block, and exit.

    Raises:
        SystemExit: with `EXIT_STATUS`, if the settings are invalid or a service can't be opened.
    """
    try:
        yield
    except (SettingsError, ServiceError) as error:
        print(f"The MCP server can't start: {error}", file=sys.stderr)
        raise SystemExit(EXIT_STATUS) from None
