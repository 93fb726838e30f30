"""Registered MCP clients, on each real database."""

from collections.abc import Callable

from common.services.clock import SECONDS_PER_DAY
from common.services.container import Services
from tests.common.services.clock import NOON, SetClock

Open = Callable[..., Services]
Environ = dict[str, str]


def test_clients_of_a_user_are_listed_the_latest_first(
    opened: Open, store_environ: Environ, clock: SetClock
) -> None:
    """A label stays with its first user; clients are deleted after 30 days."""
    services = opened(store_environ, clock)
    anna = services.accounts.add_user("anna", "x", "basic", NOON).id
    otto = services.accounts.add_user("otto", "x", "basic", NOON).id
    for client_id, user_id in (("desk", anna), ("phone", anna), ("desk", anna), ("desk", otto)):
        services.mcp_clients.register(client_id, user_id)
        clock.move(1)
    assert [client.client_id for client in services.mcp_clients.of_user(anna)] == ["desk", "phone"]
    assert services.mcp_clients.of_user(otto) == []
    clock.seconds = NOON + 30 * SECONDS_PER_DAY + 2
    assert services.mcp_clients.delete_old() == 1
    assert [client.client_id for client in services.mcp_clients.of_user(anna)] == ["desk"]


def test_only_the_latest_clients_of_a_user_are_kept(
    opened: Open, store_environ: Environ, clock: SetClock
) -> None:
    """Every ticket without a label creates a new one."""
    services = opened(store_environ, clock)
    anna = services.accounts.add_user("anna", "x", "basic", NOON).id
    otto = services.accounts.add_user("otto", "x", "basic", NOON).id
    for client_id, user_id in (("a", anna), ("till", otto), ("b", anna), ("c", anna)):
        services.mcp_clients.register(client_id, user_id)
        clock.move(1)
    assert services.mcp_clients.delete_old(max_per_user=2) == 1
    assert [client.client_id for client in services.mcp_clients.of_user(anna)] == ["c", "b"]
    assert [client.client_id for client in services.mcp_clients.of_user(otto)] == ["till"]
