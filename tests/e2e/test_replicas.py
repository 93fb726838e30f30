"""Two stacks that share one Redis and one Postgres act as one service."""

import http.client
import json
import os
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest

from tests.e2e.running import RunningStack
from tests.servers import binaries
from tests.servers.postgres import PostgresServer
from tests.servers.redis import RedisServer
from tests.servers.waiting import WAIT_SECONDS, eventually

MASTER_KEY = "master-key-of-the-replicas"
QUOTA = 3


class Pair(NamedTuple):
    """Two replicas of one service."""

    first: RunningStack
    second: RunningStack


@pytest.fixture
def pair(redis_server: RedisServer, postgres_server: PostgresServer) -> Iterator[Pair]:
    """Run two stacks with the settings that replicas share."""
    redis_server.empty()
    with postgres_server.database() as database:
        shared = {
            "REDIS_URL": redis_server.url,
            # Not used, since a Redis is configured.
            "PATH": f"{binaries.redis_server().parent}:{os.environ['PATH']}",
            "DATABASE_URL": database,
            "SECRET_KEY": "s" * 32,
            "MASTER_API_KEY": MASTER_KEY,
            "RATE_LIMIT_UNAUTHENTICATED": str(QUOTA),
        }
        with RunningStack(**shared) as first, RunningStack(**shared) as second:
            yield Pair(first, second)


def request(
    stack: RunningStack, method: str, path: str, body: str = "", **headers: str
) -> tuple[int, dict[str, Any]]:
    """Send one request and return its status and JSON; `_` in header names becomes `-`."""
    connection = http.client.HTTPConnection(
        "127.0.0.1", int(stack.environ["API_PORT"]), timeout=WAIT_SECONDS
    )
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, f"/api/v1/{path}", body or None, sent)
    response = connection.getresponse()
    document: dict[str, Any] = json.loads(response.read())
    connection.close()
    return response.status, document


def connections(stack: RunningStack) -> int:
    count: int = request(stack, "GET", "mcp/status")[1]["active_connections"]
    return count


def test_replicas_share_quota_accounts_and_connections(pair: Pair) -> None:
    """A load balancer distributes the requests of one client."""
    first, second = pair
    assert first.health()["redis_status"] == "ok"
    assert first.supervisorctl("status", "redis").split()[1] == "STOPPED"
    draw = "generate?" + urlencode({"data": "123456789", "format": "code128"})

    drawn = [stack.get(f"/api/v1/{draw}")[0] for stack in (first, second, first, second)]
    assert drawn == [200] * QUOTA + [429]

    user = json.dumps({"username": "anna", "password": "correct horse battery", "tier": "basic"})
    json_type = {"Content_Type": "application/json", "master_key": MASTER_KEY}
    assert request(first, "POST", "admin/users", user, **json_type)[0] == 201
    form = urlencode({"username": "anna", "password": "correct horse battery"})
    status, token = request(
        second, "POST", "token", form, Content_Type="application/x-www-form-urlencoded"
    )
    assert status == 200
    bearer = {"Authorization": f"Bearer {token['access_token']}"}
    json_draw = {**bearer, "Accept": "application/json"}
    assert request(first, "GET", draw, **json_draw)[0] == 200
    assert request(second, "GET", "usage", **bearer)[1]["requests_today"] == 1

    with first.connect(), second.connect("MCP_WS_PORT"):
        eventually(lambda: (connections(first), connections(second)) == (2, 2), "two connections")
        second.kill()
        eventually(lambda: connections(first) == 1, "the dead replica's connection gone")
