"""The private servers are real, and empty for each test."""

import psycopg
import pytest
import redis

from tests.servers.redis import RedisServer


@pytest.mark.parametrize("value", ["first", "second"])
def test_redis_is_empty_and_stores_keys(redis_url: str, value: str) -> None:
    """The second run does not find the key of the first."""
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        client.set("key", value)
        assert client.get("key") == value.encode()


def test_own_redis_refuses_connections_while_stopped_and_answers_again(
    own_redis: RedisServer,
) -> None:
    """On the same port."""
    with redis.Redis.from_url(own_redis.url, retry=None) as client:
        own_redis.kill()
        with pytest.raises(redis.ConnectionError):
            client.ping()
        own_redis.start()
        assert client.ping()


@pytest.mark.parametrize("value", ["first", "second"])
def test_postgres_is_empty_and_stores_rows(postgres_url: str, value: str) -> None:
    """The second run does not find the table of the first."""
    with psycopg.connect(postgres_url) as connection:
        connection.execute("CREATE TABLE stored (value text)")
        connection.execute("INSERT INTO stored VALUES (%s)", [value])
        assert connection.execute("SELECT value FROM stored").fetchall() == [(value,)]
