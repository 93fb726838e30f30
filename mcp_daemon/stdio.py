"""An MCP server over standard input and output: ``python -m mcp_daemon.stdio [FOLDER …]``.

It needs no daemon and no Gunicorn; assistants start it as a child process. Standard output carries
only messages, so all other output of the process is redirected to standard error (transports,
stdio: the server must not write anything else to stdout). Tools may use files in the folders.
"""

import asyncio
import contextlib
import os
import sys
import tempfile
import uuid
from functools import partial
from pathlib import Path

from common import settings
from common.mcp.catalogue import catalogue
from common.services import logs
from common.services.connections.backend import STDIO_PREFIX
from common.services.container import Services, open_services
from common.services.user_files import UserFiles
from common.settings import Settings
from mcp_daemon.authentication import Peer
from mcp_daemon.connection_reporter import REFRESH_SECONDS
from mcp_daemon.held_bytes import message_budget
from mcp_daemon.session_runner import Dependencies, SessionRunner
from mcp_daemon.startup_errors import exit_on_startup_error
from mcp_daemon.subscriptions import SubscriptionWatcher
from mcp_daemon.transport import LineTransport, run_until_signal, take_standard_streams
from mcp_daemon.worker_pool import ClientQueue, WorkerPool

THREADS = 4


def main() -> int:
    """Serve until the input ends or a signal arrives, and return the exit status."""
    # First of all: whatever prints from now on must not get between the messages.
    source, target = take_standard_streams()
    with contextlib.ExitStack() as stack:
        with exit_on_startup_error():
            config = load(stack)
            logs.configure("mcp", config.log_level, sys.stderr, form=config.log_format)
            services = stack.enter_context(open_services(config, process="stdio"))
        files = UserFiles.of(map(Path, sys.argv[1:]))
        asyncio.run(serve(services, files, source, target))
    return 0


def load(stack: contextlib.ExitStack) -> Settings:
    """Load the settings, with defaults that suit one person's machine.

    Args:
        stack: removes the temporary data directory when it closes.
    """
    environ = dict(os.environ)
    # One person uses the server, and reads its standard error in the log of an assistant.
    environ.setdefault("RATE_LIMIT_ENABLED", "false")
    environ.setdefault("LOG_LEVEL", "ERROR")
    if not environ.get("DATA_DIR"):
        # An assistant may start the process in any directory, and no data outlives the session.
        environ["DATA_DIR"] = stack.enter_context(
            # Windows doesn't delete a file that another program, such as a virus scanner, reads.
            tempfile.TemporaryDirectory(prefix="barcode-", ignore_cleanup_errors=True)
        )
    return settings.load(environ)


async def serve(services: Services, files: UserFiles, source: int, target: int) -> None:
    """Run one session until the input ends or a signal arrives."""
    # One client: calls of every kind share the threads.
    pool = WorkerPool(THREADS, THREADS)
    registry = catalogue(services.settings.app_version, with_files=True)
    dependencies = Dependencies(registry, services, pool, pool, message_budget(), files)
    transport = LineTransport(source, target, services.settings.mcp_max_message_bytes)
    runner = SessionRunner(transport, Peer("ip:local"), dependencies)
    watching = asyncio.create_task(SubscriptionWatcher(dependencies, lambda: [runner]).run())
    reporting = asyncio.create_task(report_connection(services, pool))
    await run_until_signal(transport, runner.run())
    for task in (watching, reporting):
        task.cancel()
    await asyncio.wait([watching, reporting])
    pool.close()


async def report_connection(services: Services, pool: WorkerPool) -> None:
    """Report this server's one client to the shared registry until cancelled.

    The prefix of the name marks a process that accepts no WebSockets.
    """
    name = f"{STDIO_PREFIX}{uuid.uuid4().hex}"
    queue = ClientQueue()
    try:
        while True:
            await pool.run(queue, partial(services.connections.report, name, 1))
            await asyncio.sleep(REFRESH_SECONDS)
    finally:
        # Directly: the pool is about to close, and the process to end.
        services.connections.forget(name)


if __name__ == "__main__":
    sys.exit(main())
