"""Real servers as fixtures: started once per session, empty for each test."""

from collections.abc import Iterator

import pytest

from tests.servers.postgres import PostgresServer
from tests.servers.redis import RedisServer


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """Run one Redis for all tests that do not stop it."""
    server = RedisServer()
    yield server
    server.close()


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """Return the URL of an empty Redis."""
    redis_server.empty()
    return redis_server.url


@pytest.fixture
def own_redis() -> Iterator[RedisServer]:
    """Run a Redis for one test, which may stop, kill and restart it."""
    server = RedisServer()
    yield server
    server.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Run one Postgres for all tests that do not stop it."""
    server = PostgresServer()
    yield server
    server.close()


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """Return the URL of an empty database."""
    with postgres_server.database() as url:
        yield url


@pytest.fixture(scope="session")
def mortal_postgres() -> Iterator[PostgresServer]:
    server = PostgresServer()
    yield server
    server.close()


@pytest.fixture
def own_postgres(mortal_postgres: PostgresServer) -> Iterator[PostgresServer]:
    """Run a Postgres for one test, which may stop, kill and restart it."""
    yield mortal_postgres
    mortal_postgres.kill()
    mortal_postgres.start()
