"""The private servers are real, and each test gets them empty."""

import psycopg
import pytest
import redis

from tests.servers.redis import RedisServer


@pytest.mark.parametrize("value", ["first", "second"])
def test_redis_is_empty_and_keeps_what_it_is_told(redis_url: str, value: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        client.set("key", value)
        assert client.get("key") == value.encode()


def test_own_redis_refuses_while_stopped_and_answers_again(own_redis: RedisServer) -> None:
    with redis.Redis.from_url(own_redis.url, retry=None) as client:
        own_redis.kill()
        with pytest.raises(redis.ConnectionError):
            client.ping()
        own_redis.start()
        assert client.ping()


@pytest.mark.parametrize("value", ["first", "second"])
def test_postgres_is_empty_and_keeps_what_it_is_told(postgres_url: str, value: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        connection.execute("CREATE TABLE kept (value text)")
        connection.execute("INSERT INTO kept VALUES (%s)", [value])
        assert connection.execute("SELECT value FROM kept").fetchall() == [(value,)]
