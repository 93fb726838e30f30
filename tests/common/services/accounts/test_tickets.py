"""Tickets, on each kind of shared state."""

from collections.abc import Callable

import pytest

from common.services.accounts.tickets import Proof
from common.services.container import Services
from tests.common.services.clock import SetClock
from tests.mcp_daemon.running import eventually
from tests.servers.redis import RedisServer

Open = Callable[..., Services]
Environ = dict[str, str]


@pytest.mark.parametrize("value", ["", "nonsense", "\udcff"])
def test_unknown_ticket_is_nobodys(opened: Open, state_environ: Environ, value: str) -> None:
    assert opened(state_environ).tickets.redeem(value) is None


def test_ticket_is_good_once_in_any_process(opened: Open, state_environ: Environ) -> None:
    here, there = opened(state_environ), opened(state_environ)
    ticket = here.tickets.issue(None)
    assert there.tickets.redeem(ticket.value) == Proof()
    assert here.tickets.redeem(ticket.value) is None


def test_ticket_is_good_for_a_minute(opened: Open, clock: SetClock) -> None:
    """MCP_TICKET_TTL is 60 s by default."""
    tickets = opened({}, clock).tickets
    first, second = tickets.issue(None), tickets.issue(None)
    assert first.expires_in_seconds == 60
    clock.move(59)
    assert tickets.redeem(first.value) == Proof()
    clock.move(1)
    assert tickets.redeem(second.value) is None


def test_ticket_expires_in_redis(opened: Open, own_redis: RedisServer) -> None:
    opened({"REDIS_URL": own_redis.url, "MCP_TICKET_TTL": "7"}).tickets.issue(None)
    with own_redis.client() as client:
        (key,) = client.keys("*:ticket")
        assert 0 < client.ttl(key) <= 7


def test_ticket_stands_for_the_credentials(opened: Open, state_environ: Environ) -> None:
    services = opened(state_environ)
    hashed = services.auth.passwords.hash("correct horse")
    user = services.accounts.add_user("anna", hashed, "basic", 0)
    _, token = services.auth.login("anna", "correct horse", "ip:192.0.2.1")
    key = services.auth.make_key(user.id, "", 0)
    for shown in ((f"Bearer {token.value}", None), (None, key.secret)):
        identity = services.auth.identify(*shown)
        proof = services.tickets.redeem(services.tickets.issue(identity).value)
        assert proof is not None
        assert not proof.is_anonymous
        assert services.auth.identify_proof(proof.claims, proof.digest) == identity


def test_tickets_are_issued_and_taken_while_redis_is_gone(
    opened: Open, own_redis: RedisServer
) -> None:
    services = opened({"REDIS_URL": own_redis.url})
    own_redis.kill()
    ticket = services.tickets.issue(None)
    assert services.tickets.redeem(ticket.value) == Proof()
    assert services.tickets.redeem(ticket.value) is None


def test_ticket_is_good_once_though_redis_kept_it_late(
    opened: Open, own_redis: RedisServer
) -> None:
    """A stopped Redis finds in its sockets what was given up, and does it when it goes on."""
    here, there = (opened({"REDIS_URL": own_redis.url}) for _ in range(2))
    own_redis.pause()
    ticket = here.tickets.issue(None)
    own_redis.resume()
    with own_redis.client() as client:
        eventually(lambda: bool(client.keys("*:ticket")))
    assert there.tickets.redeem(ticket.value) == Proof()
    assert there.tickets.redeem(ticket.value) is None
