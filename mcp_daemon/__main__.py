"""Starts the daemon: ``python -m mcp_daemon``. Settings come from the environment."""

import asyncio
import contextlib
import logging
import os
import signal
import sys

from common import settings
from common.mcp.catalogue import catalogue
from common.services import logs
from common.services.container import open_services
from common.services.rlimits import raise_descriptor_limit
from common.settings import Settings
from mcp_daemon.server import Daemon
from mcp_daemon.startup_errors import exit_on_startup_error


def main() -> int:
    """Serve until SIGTERM or SIGINT; return the exit status."""
    with exit_on_startup_error():
        found = settings.load(os.environ)
    logs.configure("mcp", found.log_level)
    logging.getLogger("thebarcodeapi.mcp.wire").setLevel(logging.WARNING)
    raise_descriptor_limit()
    try:
        asyncio.run(serve(found))
    except OSError as wrong:
        place = f"port {found.mcp_ws_port} of {found.host}, or {found.mcp_socket}"
        print(f"The MCP daemon cannot listen on {place}: {wrong.strerror}.", file=sys.stderr)
        return 1
    return 0


async def serve(found: Settings) -> None:
    """Open the services and serve until a signal comes."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    with exit_on_startup_error():
        opened = open_services(found, process="mcp", isolated=True)
    with contextlib.closing(opened) as services:
        services.start()
        await Daemon(services, catalogue(found.app_version)).run(stop)


if __name__ == "__main__":
    sys.exit(main())
