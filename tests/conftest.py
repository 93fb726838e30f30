"""Fixtures for all tests."""

from tests.servers.fixtures import (  # noqa: F401  (pytest finds them by name)
    _mortal_postgres,
    own_postgres,
    own_redis,
    postgres_server,
    postgres_url,
    redis_server,
    redis_url,
)
