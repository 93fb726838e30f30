"""What the launcher imports before it forks the programs of the stack, which share that memory.

It imports the programs by name: `common.cli` knows nothing else of them.
"""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from common import discovery
from common.services.frozen_memory import freeze
from common.settings import Settings

# The library: it opens and locks nothing.
LIBRARY = (
    "common.operations.isolated_parsing",
    "common.services.isolation.pool",
    "rest.preloading",
)
# The programs and their services. gevent replaces sockets, locks and threads of the standard
# library in Gunicorn's workers later: these modules look them up when they use them. The drivers of
# Redis and Postgres don't, so that a program imports them when it needs them.
PROGRAMS = (
    "supervisor.supervisord",
    "gunicorn.app.wsgiapp",
    "gunicorn.arbiter",
    "rest.worker",
    "rest.app",
    "mcp_daemon.server",
)
# Packages whose files declare something.
DECLARING = ("common.mcp.tools", "common.mcp.resources", "common.mcp.prompts", "rest.resources")


def preload(settings: Settings) -> None:
    """Import what the programs of a stack with *settings* use."""
    for module in LIBRARY:
        importlib.import_module(module)
    sys.modules["rest.preloading"].preload()
    if (settings.database_url or "sqlite:").startswith("sqlite:"):
        # Peewee imports every driver that is installed; this one takes 8 MiB.
        with _absent("psycopg"):
            for module in PROGRAMS:
                importlib.import_module(module)
            for package in DECLARING:
                discovery.modules(importlib.import_module(package))
    freeze()


@contextmanager
def _absent(package: str) -> Iterator[None]:
    """Make every import of *package* in the block fail, as if it were not installed."""
    sys.modules[package] = None  # type: ignore[assignment]  # the import system's mark
    try:
        yield
    finally:
        del sys.modules[package]
