"""/health and, for the operator, /health/detailed."""

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


def test_every_part_is_reported(client_with: Make) -> None:
    report = client_with(MASTER_API_KEY="open sesame").simulate_get(URL, headers=MASTER).json
    assert report["health"]["database_status"] == "ok"
    assert {"name": "rest", "pid": os.getpid()} in report["processes"]
    assert report["database"] == "sqlite"
    assert all(migration["applied"] for migration in report["migrations"])
    assert (report["redis_milliseconds"], report["limits_counted_by"]) == (None, "machine")


def test_redis_is_reported_while_it_answers(client_with: Make, own_redis: RedisServer) -> None:
    client = client_with(MASTER_API_KEY="open sesame", REDIS_URL=own_redis.url)
    report = client.simulate_get(URL, headers=MASTER).json
    assert report["redis_milliseconds"] > 0
    assert report["limits_counted_by"] == "redis"
    own_redis.pause()
    report = client.simulate_get(URL, headers=MASTER).json
    assert (report["redis_milliseconds"], report["limits_counted_by"]) == (None, "machine")


def test_health_is_degraded_with_200_while_no_daemon_runs(client: TestClient) -> None:
    """docs/operations.md: 200 also if `degraded`; Redis is not configured here."""
    result = client.simulate_get("/health")
    assert result.status_code == 200
    assert result.json | {"version": ""} == {
        "status": "degraded",
        "version": "",
        "database_status": "ok",
        "redis_status": "disabled",
        "mcp_status": "unavailable",
        "parsers_status": "disabled",
        "batches_status": "ok",
    }
    assert result.headers["cache-control"] == "no-store"
