"""Tickets, on each backend of shared state."""

from collections.abc import Callable

import pytest
from redis import Redis

from common.services.accounts.tickets import Proof
from common.services.container import Services
from tests.common.services.clock import SetClock
from tests.servers.redis import RedisServer

Open = Callable[..., Services]
Environ = dict[str, str]


@pytest.mark.parametrize("value", ["", "nonsense", "\udcff"])
def test_unknown_ticket_is_not_valid(opened: Open, state_environ: Environ, value: str) -> None:
    """The value comes from a client and may be any text."""
    assert opened(state_environ).tickets.redeem(value) is None


def test_ticket_of_another_version_is_not_valid(opened: Open, redis_url: str) -> None:
    """Two versions share one Redis during an upgrade."""
    services = opened({"REDIS_URL": redis_url})
    ticket = services.tickets.issue(None)
    with Redis.from_url(redis_url) as client:
        (key,) = client.keys("*:ticket")
        client.set(key, b'{"claims": 5}')
    assert services.tickets.redeem(ticket.value) is None


def test_ticket_is_valid_once_in_any_process(opened: Open, state_environ: Environ) -> None:
    """docs/mcp.md: a ticket is valid once. Any process may accept the socket."""
    here, there = opened(state_environ), opened(state_environ)
    ticket = here.tickets.issue(None)
    assert there.tickets.redeem(ticket.value) == Proof()
    assert here.tickets.redeem(ticket.value) is None


def test_ticket_is_valid_for_a_minute(opened: Open, clock: SetClock) -> None:
    """MCP_TICKET_TTL is 60 s by default."""
    tickets = opened({}, clock).tickets
    first, second = tickets.issue(None), tickets.issue(None)
    assert first.expires_in_seconds == 60
    clock.move(59)
    assert tickets.redeem(first.value) == Proof()
    clock.move(1)
    assert tickets.redeem(second.value) is None


def test_ticket_expires_in_redis(opened: Open, own_redis: RedisServer) -> None:
    """After MCP_TICKET_TTL seconds, which Redis counts down."""
    opened({"REDIS_URL": own_redis.url, "MCP_TICKET_TTL": "7"}).tickets.issue(None)
    with own_redis.client() as client:
        (key,) = client.keys("*:ticket")
        assert 0 < client.ttl(key) <= 7


def test_ticket_represents_the_credentials(opened: Open, state_environ: Environ) -> None:
    """A token's and an API key's."""
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


def test_tickets_are_issued_and_redeemed_while_redis_is_unavailable(
    opened: Open, own_redis: RedisServer
) -> None:
    """The machine's file stores them."""
    services = opened({"REDIS_URL": own_redis.url})
    own_redis.kill()
    ticket = services.tickets.issue(None)
    assert services.tickets.redeem(ticket.value) == Proof()
    assert services.tickets.redeem(ticket.value) is None


def test_ticket_is_valid_once_although_redis_stores_it_late(
    opened: Open, own_redis: RedisServer
) -> None:
    """A stopped Redis runs the commands in its sockets when it continues.

    It reads all sockets that were ready before those that connect afterwards.
    """
    here, there = (opened({"REDIS_URL": own_redis.url}) for _ in range(2))
    own_redis.pause()
    ticket = here.tickets.issue(None)
    own_redis.resume()
    with own_redis.client() as client:
        assert len(client.keys("*:ticket")) == 1
    assert there.tickets.redeem(ticket.value) == Proof()
    assert there.tickets.redeem(ticket.value) is None
