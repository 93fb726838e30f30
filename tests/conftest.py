"""Fixtures for all tests, and how hypothesis looks for examples.

A run proves a change, not luck: it tries the same examples each time and has no deadline.
``HYPOTHESIS_PROFILE=exploring make test`` looks for new ones.
"""

import os

from hypothesis import settings

from tests.mcp_daemon.served import mcp_ports, mcp_url  # noqa: F401
from tests.servers.fixtures import (  # noqa: F401  (pytest finds them by name)
    mortal_postgres,
    own_postgres,
    own_redis,
    postgres_server,
    postgres_url,
    redis_server,
    redis_url,
)

# Examples that are the same in each run prove little more by their number.
settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=30)
settings.register_profile("exploring", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))
