"""The running stack while its Redis and its Postgres are paused and killed."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

import pytest

from tests.e2e.running import RunningStack
from tests.servers.postgres import PostgresServer
from tests.servers.redis import RedisServer
from tests.servers.waiting import WAIT_SECONDS, eventually

MASTER = {"master-key": "master-key-of-the-outage"}
DRAW = "/api/v1/generate?data=123456789&format=code128"


@pytest.fixture
def dependent(own_redis: RedisServer, own_postgres: PostgresServer) -> Iterator[RunningStack]:
    with RunningStack(
        REDIS_URL=own_redis.url,
        DATABASE_URL=own_postgres.create(),
        MASTER_API_KEY=MASTER["master-key"],
        RATE_LIMIT_BURST="100000",
    ) as stack:
        yield stack


def request(
    stack: RunningStack, path: str, method: str = "GET", body: object = None, **headers: str
) -> tuple[int, Any]:
    """Send one request; return its status, and its answer if that is JSON."""
    connection = HTTPConnection("127.0.0.1", int(stack.environ["API_PORT"]), timeout=WAIT_SECONDS)
    sent = {"Content-Type": "application/json", **headers} if body else headers
    connection.request(method, path, json.dumps(body) if body else None, sent)
    answer = connection.getresponse()
    content, kind = answer.read(), answer.getheader("Content-Type", "")
    connection.close()
    return answer.status, json.loads(content) if "json" in kind else None


def health(stack: RunningStack) -> tuple[str, str, str]:
    _, report = request(stack, "/health")
    return report["status"], report["database_status"], report["redis_status"]


def bearer_of_anna(stack: RunningStack) -> dict[str, str]:
    anna = {"username": "anna", "password": "correct horse"}
    assert request(stack, "/api/v1/admin/users", "POST", anna, **MASTER)[0] == 201
    token = request(stack, "/api/v1/token", "POST", anna)[1]["access_token"]
    return {"Authorization": f"Bearer {token}"}


def draw(stack: RunningStack, times: int, **headers: str) -> None:
    assert [request(stack, DRAW, **headers)[0] for _ in range(times)] == [200] * times


def drawn_today(stack: RunningStack) -> int:
    status, figures = request(stack, "/api/v1/usage/metrics", **MASTER)
    return int(figures["barcodes_today"]) if status == 200 else -1


def used_today(stack: RunningStack, **headers: str) -> int:
    return int(request(stack, "/api/v1/usage", **headers)[1]["requests_today"])


def test_drawing_continues_and_counts_are_written_later(
    dependent: RunningStack, own_redis: RedisServer, own_postgres: PostgresServer
) -> None:
    """README: drawing needs neither, with credentials or without."""
    anna = bearer_of_anna(dependent)
    for headers in ({}, anna):
        draw(dependent, 10, **headers)
    eventually(lambda: drawn_today(dependent) == 20, "20 counts in the store")

    own_redis.pause()
    own_postgres.pause()
    for headers in ({}, anna):
        draw(dependent, 10, **headers)
    assert health(dependent) == ("degraded", "unavailable", "unavailable")
    own_redis.resume()
    own_postgres.resume()
    eventually(lambda: health(dependent) == ("ok", "ok", "ok"), "health ok")
    eventually(lambda: drawn_today(dependent) == 40, "40 counts in the store")

    own_redis.kill()
    own_postgres.kill()
    for headers in ({}, anna):
        draw(dependent, 10, **headers)
    assert health(dependent) == ("degraded", "unavailable", "unavailable")
    own_redis.start()
    own_postgres.start()
    eventually(lambda: health(dependent) == ("ok", "ok", "ok"), "health ok")
    eventually(lambda: drawn_today(dependent) == 60, "60 counts in the store")
    # The new Redis is empty: it gets the counts that the store had.
    eventually(lambda: 20 <= used_today(dependent, **anna) <= 30, "Anna's count in Redis")
