"""A server of its own over standard input and output: ``python -m mcp_daemon.stdio``.

It needs no daemon and no Gunicorn; assistants start it as a child process. Standard output carries
messages alone, so whatever else would write there is sent to standard error.
"""

import asyncio
import contextlib
import os
import signal
import sys
import tempfile
import uuid
from collections.abc import Coroutine
from typing import Any

from common import settings
from common.mcp.catalogue import catalogue
from common.services import logs
from common.services.connections.backend import STDIO_PREFIX
from common.services.container import Services, open_services
from common.settings import Settings
from mcp_daemon.authentication import Peer
from mcp_daemon.connection_reporter import REFRESH_SECONDS
from mcp_daemon.session import SessionRunner, Work
from mcp_daemon.startup_errors import exit_on_startup_error
from mcp_daemon.subscriptions import SubscriptionWatcher
from mcp_daemon.transport import LineTransport
from mcp_daemon.worker_pool import Pool

THREADS = 4
# Clients kill what has not ended some seconds after SIGTERM.
DRAIN_SECONDS = 2.0


def main() -> int:
    """Serve until the input ends or a signal comes; return the exit status."""
    source, target = take_standard_streams()
    with contextlib.ExitStack() as stack:
        with exit_on_startup_error():
            found = load(stack)
            logs.configure("mcp", found.log_level, sys.stderr)
            services = stack.enter_context(open_services(found, process="stdio"))
        asyncio.run(serve(services, source, target))
    return 0


def take_standard_streams() -> tuple[int, int]:
    """Return the descriptors of messages, and let everything else write to standard error."""
    target = os.dup(1)
    os.dup2(2, 1)
    return 0, target


def load(stack: contextlib.ExitStack) -> Settings:
    """Read the settings; what the environment does not say is as one person's machine needs it."""
    environ = dict(os.environ)
    environ.setdefault("RATE_LIMIT_ENABLED", "false")
    environ.setdefault("LOG_LEVEL", "ERROR")
    if not environ.get("DATA_DIR"):
        # An assistant may start us anywhere; nothing here has to outlive the conversation.
        environ["DATA_DIR"] = stack.enter_context(tempfile.TemporaryDirectory(prefix="barcode-"))
    return settings.load(environ)


async def serve(services: Services, source: int, target: int) -> None:
    """Converse until the input ends or a signal comes."""
    pool = Pool(THREADS, THREADS)
    work = Work(catalogue(services.settings.app_version), services, pool, pool)
    wire = LineTransport(source, target, services.settings.mcp_max_message_bytes)
    conversation = SessionRunner(wire, Peer("ip:local"), work)
    watch = asyncio.create_task(SubscriptionWatcher(work, lambda: [conversation]).run())
    present = asyncio.create_task(report_presence(services))
    await run_until_signal(wire, conversation.run())
    for task in (watch, present):
        task.cancel()
    await asyncio.wait([watch, present])
    work.pool.close()


async def run_until_signal(wire: LineTransport, talk: Coroutine[Any, Any, None]) -> None:
    """Run *talk* until it ends, as it does with its input; a signal ends the input."""
    task, loop = asyncio.create_task(talk), asyncio.get_running_loop()

    def stop() -> None:
        wire.drop()
        # A client that reads no answers, or a server that gives none, must not keep the process.
        loop.call_later(DRAIN_SECONDS, task.cancel)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def report_presence(services: Services) -> None:
    """Say that this server is here with one client, who is counted; no socket leads to it."""
    name = f"{STDIO_PREFIX}{uuid.uuid4().hex}"
    try:
        while True:
            await asyncio.to_thread(services.connections.report, name, 1)
            await asyncio.sleep(REFRESH_SECONDS)
    finally:
        services.connections.forget(name)


if __name__ == "__main__":
    sys.exit(main())
