"""`python -m common.cli.launch.parsers`: the pool of processes that parse files of clients.

Started by supervisord. REST and the MCP daemon send it pictures and workbooks over a Unix socket in
DATA_DIR. The parsers are imported once, before the workers are forked.
"""

import os
import sys

from common import settings
from common.operations.isolated_parsing import JOBS, import_parsers
from common.services import capacity, logs
from common.services.frozen_memory import freeze
from common.services.isolation.caller_queue import PoolBounds
from common.services.isolation.pool import Pool
from common.services.isolation.worker import ResourceLimits
from common.settings import SettingsError

# A job that waits for memory or a disk uses no CPU time, and has to end nevertheless.
WALL_SECONDS_PER_CPU_SECOND = 2
# A workbook is sent with its name and encoding.
ENVELOPE_BYTES = 65_536


def main() -> int:
    """Run the pool until SIGTERM, and return the exit status."""
    try:
        configured = settings.load(os.environ)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    logs.configure("parsers", configured.log_level, form=configured.log_format)
    limits = ResourceLimits(
        cpu_seconds=configured.parser_cpu_seconds,
        wall_seconds=WALL_SECONDS_PER_CPU_SECOND * configured.parser_cpu_seconds,
        memory_bytes=configured.parser_memory_bytes,
        body_bytes=configured.max_body_bytes + ENVELOPE_BYTES,
    )
    import_parsers()
    # The workers share what is imported.
    freeze()
    bounds = PoolBounds(workers=capacity.of(configured).parsers)
    Pool(configured.parser_socket, JOBS, limits, bounds).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
