"""`python -m common.cli.launch.parsers`: the pool of processes that parse files of clients.

Started by supervisord. REST and the MCP daemon send it pictures and workbooks over a Unix socket in
DATA_DIR. The parsers are imported once, before the workers are forked.
"""

import os
import sys

from common import settings
from common.operations.isolated_parsing import JOBS, import_parsers
from common.services import logs
from common.services.isolation.pool import Bounds, Pool
from common.services.isolation.worker import Limits
from common.settings import SettingsError

# A job that waits for memory or a disk uses no CPU time, and must end all the same.
WALL_SECONDS_PER_CPU_SECOND = 2
# A workbook arrives with its name and encoding.
ENVELOPE_BYTES = 65_536


def main() -> int:
    """Serve until SIGTERM; return the exit status."""
    try:
        found = settings.load(os.environ)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    logs.configure("parsers", found.log_level)
    limits = Limits(
        cpu_seconds=found.parser_cpu_seconds,
        wall_seconds=WALL_SECONDS_PER_CPU_SECOND * found.parser_cpu_seconds,
        memory_bytes=found.parser_memory_bytes,
        body_bytes=found.max_body_bytes + ENVELOPE_BYTES,
    )
    import_parsers()
    bounds = Bounds(workers=found.parser_processes or max(2, os.cpu_count() or 2))
    Pool(found.parser_socket, JOBS, limits, bounds).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
