"""A worker that sends the admissions of concurrent requests to Redis together stays exact."""

import threading
from collections import Counter
from pathlib import Path

import pytest

from tests.mcp_daemon.running import RunningGunicorn
from tests.servers.redis import RedisServer

QUOTA, CLIENTS, EACH = 60, 16, 6


@pytest.fixture
def worker(tmp_path: Path, own_redis: RedisServer) -> RunningGunicorn:
    return RunningGunicorn(
        tmp_path, parsers=False, REDIS_URL=own_redis.url, RATE_LIMIT_UNAUTHENTICATED=QUOTA
    )


def test_callers_draw_exactly_their_quota(worker: RunningGunicorn) -> None:
    """docs/accounts.md: the quota is exact."""
    statuses: Counter[int] = Counter()

    def draw(client: int) -> None:
        for number in range(EACH):
            path = f"/api/v1/generate?data={client}-{number}&format=code128"
            statuses[worker.get(path)[0]] += 1

    threads = [threading.Thread(target=draw, args=(client,)) for client in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    worker.stop()
    assert statuses == {200: QUOTA, 429: CLIENTS * EACH - QUOTA}
