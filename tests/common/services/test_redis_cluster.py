"""Every Redis command uses a single hash slot, as a Redis Cluster requires."""

from collections.abc import Iterator

import pytest

from common.services.principal import anonymous_principal
from tests.common.services.clock import SetClock
from tests.common.services.conftest import OpenServices
from tests.servers.redis import RedisServer


@pytest.fixture(scope="module")
def cluster_url() -> Iterator[str]:
    """Yield the URL of a cluster of one server, which serves every slot."""
    server = RedisServer(cluster=True)
    yield server.url
    server.close()


def test_shared_state_works_on_a_cluster(
    cluster_url: str, opened: OpenServices, clock: SetClock
) -> None:
    """If Redis refused a command, the machine would count, and `by_redis` would be False."""
    services = opened({"REDIS_URL": cluster_url}, clock)
    for number in range(40):
        caller = anonymous_principal(f"203.0.113.{number}", "http")
        decision = services.limiter.admit(caller, format="qr", cost=2)
        assert (decision.allowed, decision.by_redis) == (True, True)
        services.limiter.refund(decision)
        assert services.limiter.attempt(caller.key, max_attempts=5, period_seconds=60) == 0
    services.flusher.flush()
    services.connections.report("daemon", 3)
    assert services.connections.totals().connections == 3
    assert services.tickets.redeem(services.tickets.issue(None).value) is not None
    assert services.redis is not None
    assert services.redis.answers
