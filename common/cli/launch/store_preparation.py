"""`python -m common.cli.launch.store_preparation`: prepares the store before a stack starts.

A process of its own: the launcher, which runs as long as the stack, would keep the memory of the
database drivers that it needs for this moment only.
"""

import os
import sys

from common.cli.launch.preflight import PreflightError
from common.settings import Settings, load

_FAILED = 1


def prepare(settings: Settings) -> None:
    """Apply the store's migrations before programs share it.

    If a database server does not answer, the programs start degraded and the log has a warning. A
    file that can't be opened ends the start: unlike a server, it will not become available.

    Raises:
        PreflightError: DATA_DIR has an unusable file, or a setting can never work.
    """
    from common.services.container import open_services
    from common.services.errors import Misconfigured, ServiceError
    from common.services.store.database import check_file

    try:
        check_file(settings.database_url, settings.data_dir)
        open_services(settings, process="launcher").close()
    except Misconfigured as error:
        raise PreflightError(str(error)) from None
    except (ServiceError, OSError) as error:
        raise PreflightError(f"The store in {settings.data_dir} can't be used: {error}") from None


def main() -> int:
    """Prepare the store; print why it can't be done and return 1, or return 0."""
    try:
        prepare(load(os.environ))
    except PreflightError as error:
        print(error)
        return _FAILED
    return 0


if __name__ == "__main__":
    sys.exit(main())
