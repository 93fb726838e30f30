"""/health/detailed: for the operator alone."""

import os
from collections.abc import Callable

import pytest
from falcon.testing import TestClient

from tests.servers.redis import RedisServer

Make = Callable[..., TestClient]
URL = "/health/detailed"
MASTER = {"master-key": "open sesame"}


@pytest.mark.parametrize("headers", [{}, {"master-key": ""}, {"master-key": "wrong"}])
def test_master_key_is_needed(
    client: TestClient, client_with: Make, headers: dict[str, str]
) -> None:
    assert client.simulate_get(URL, headers=headers).status_code == 403
    closed = client_with(MASTER_API_KEY="open sesame").simulate_get(URL, headers=headers)
    assert closed.status_code == 401


def test_parts_are_told(client_with: Make) -> None:
    told = client_with(MASTER_API_KEY="open sesame").simulate_get(URL, headers=MASTER).json
    assert told["health"]["database_status"] == "ok"
    assert {"name": "rest", "pid": os.getpid()} in told["processes"]
    assert told["database"] == "sqlite"
    assert all(migration["applied"] for migration in told["migrations"])
    assert (told["redis_milliseconds"], told["limits_counted_by"]) == (None, "machine")


def test_redis_is_told_while_it_answers(client_with: Make, own_redis: RedisServer) -> None:
    client = client_with(MASTER_API_KEY="open sesame", REDIS_URL=own_redis.url)
    told = client.simulate_get(URL, headers=MASTER).json
    assert told["redis_milliseconds"] > 0
    assert told["limits_counted_by"] == "redis"
    own_redis.pause()
    told = client.simulate_get(URL, headers=MASTER).json
    assert (told["redis_milliseconds"], told["limits_counted_by"]) == (None, "machine")
