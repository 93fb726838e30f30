"""Start the daemon: ``python -m mcp_daemon``. Settings come from the environment."""

import asyncio
import contextlib
import logging
import os
import signal
import sys

from common import settings
from common.mcp.catalogue import catalogue
from common.services import interpreter_lock, logs
from common.services.container import open_services
from common.services.frozen_memory import freeze
from common.services.rlimits import raise_descriptor_limit
from common.settings import Settings
from mcp_daemon.server import TRANSPORT_LOGGER, Daemon
from mcp_daemon.startup_errors import exit_on_startup_error


def main() -> int:
    """Serve until SIGTERM or SIGINT, and return the exit status."""
    # Before the loop serves anyone: an error of the settings is one line, and no traceback.
    with exit_on_startup_error():
        config = settings.load(os.environ)
    logs.configure("mcp", config.log_level, form=config.log_format, in_batches=True)
    # websockets logs every handshake at INFO.
    logging.getLogger(TRANSPORT_LOGGER).setLevel(logging.WARNING)
    raise_descriptor_limit()
    try:
        asyncio.run(serve(config))
    except OSError as error:
        place = f"port {config.mcp_ws_port} of {config.host}, or {config.mcp_socket}"
        print(f"The MCP daemon cannot listen on {place}: {error.strerror}.", file=sys.stderr)
        return 1
    return 0


async def serve(config: Settings) -> None:
    """Open the services, and serve until a signal arrives."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    with exit_on_startup_error():
        opened = open_services(config, process="mcp", isolated=True)
    with contextlib.closing(opened) as services:
        services.start()
        daemon = Daemon(services, catalogue(config.app_version))
        # After all is imported and opened, so that the garbage collector leaves these pages
        # shared.
        freeze()
        interpreter_lock.share()
        await daemon.run(stop)


if __name__ == "__main__":
    sys.exit(main())
