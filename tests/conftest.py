"""Fixtures for all tests."""

from tests.mcp_daemon.served import mcp_ports, mcp_url  # noqa: F401
from tests.servers.fixtures import (  # noqa: F401  (pytest finds them by name)
    _mortal_postgres,
    own_postgres,
    own_redis,
    postgres_server,
    postgres_url,
    redis_server,
    redis_url,
)
