"""Batches and MCP clients, on each real database."""

from collections.abc import Callable

import pytest
from peewee import IntegrityError

from common.services.clock import SECONDS_PER_DAY
from common.services.container import Services
from tests.common.services.clock import NOON, SetClock

Open = Callable[..., Services]
Environ = dict[str, str]


def test_unknown_batch_is_none(opened: Open, store_environ: Environ) -> None:
    batches = opened(store_environ).batches
    assert batches.one("x") is None
    assert list(batches.rows("x")) == []
    assert not batches.delete("x")


def test_batch_keeps_its_rows_in_order(
    opened: Open, store_environ: Environ, clock: SetClock
) -> None:
    """More rows than one statement takes."""
    batches = opened(store_environ, clock).batches
    rows = [f'{{"data":"{number}"}}' for number in range(2_500)]
    made = batches.add("b1", "user:1", '{"format":"qr"}', rows)
    assert batches.one("b1") == made
    assert (made.row_count, made.expires_at - made.created_at) == (2_500, SECONDS_PER_DAY)
    assert list(batches.rows("b1")) == rows


def test_batch_is_kept_whole_or_not_at_all(opened: Open, store_environ: Environ) -> None:
    batches = opened(store_environ).batches
    batches.add("b1", "user:1", "{}", ["1"])
    with pytest.raises(IntegrityError):
        batches.add("b1", "user:2", "{}", ["2", "3"])
    assert list(batches.rows("b1")) == ["1"]


def test_deleted_batch_takes_its_rows_along(opened: Open, store_environ: Environ) -> None:
    batches = opened(store_environ).batches
    batches.add("b1", "user:1", "{}", ["1"])
    assert batches.delete("b1")
    assert batches.one("b1") is None
    assert list(batches.rows("b1")) == []


def test_expired_batch_is_forgotten(opened: Open, store_environ: Environ, clock: SetClock) -> None:
    services = opened({**store_environ, "BATCH_TTL": "60"}, clock)
    services.batches.add("b1", "user:1", "{}", ["1"])
    clock.move(59)
    services.batches.add("b2", "user:1", "{}", ["2"])
    clock.move(1)
    assert services.batches.get("b1") is None
    assert services.periodic_jobs.once()
    assert list(services.batches.rows("b1")) == []
    assert list(services.batches.rows("b2")) == ["2"]


def test_clients_of_a_user_are_listed_the_latest_first(
    opened: Open, store_environ: Environ, clock: SetClock
) -> None:
    services = opened(store_environ, clock)
    anna = services.accounts.add_user("anna", "x", "basic", NOON).id
    otto = services.accounts.add_user("otto", "x", "basic", NOON).id
    for client_id, user_id in (("desk", anna), ("phone", anna), ("desk", anna), ("desk", otto)):
        services.mcp_clients.register(client_id, user_id)
        clock.move(1)
    assert [client.client_id for client in services.mcp_clients.of_user(anna)] == ["desk", "phone"]
    assert services.mcp_clients.of_user(otto) == []
    clock.seconds = NOON + 30 * SECONDS_PER_DAY + 2
    assert services.mcp_clients.forget_old() == 1
    assert [client.client_id for client in services.mcp_clients.of_user(anna)] == ["desk"]


def test_only_the_latest_clients_of_a_user_are_kept(
    opened: Open, store_environ: Environ, clock: SetClock
) -> None:
    """Whoever asks for tickets without a label gets a new one each time."""
    services = opened(store_environ, clock)
    anna = services.accounts.add_user("anna", "x", "basic", NOON).id
    otto = services.accounts.add_user("otto", "x", "basic", NOON).id
    for client_id, user_id in (("a", anna), ("till", otto), ("b", anna), ("c", anna)):
        services.mcp_clients.register(client_id, user_id)
        clock.move(1)
    assert services.mcp_clients.forget_old(most_of_user=2) == 1
    assert [client.client_id for client in services.mcp_clients.of_user(anna)] == ["c", "b"]
    assert [client.client_id for client in services.mcp_clients.of_user(otto)] == ["till"]
