"""What keeps a server from starting, told in one line: who set the environment needs no trace."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from common.services.errors import ServiceError
from common.settings import SettingsError

CANNOT = 2


@contextmanager
def exit_on_startup_error() -> Iterator[None]:
    """Read settings and open services in the block.

    Raises:
        SystemExit: with status `CANNOT`, where they can't be; standard error says why.
    """
    try:
        yield
    except (SettingsError, ServiceError) as wrong:
        print(f"The MCP server can't start: {wrong}", file=sys.stderr)
        raise SystemExit(CANNOT) from None
