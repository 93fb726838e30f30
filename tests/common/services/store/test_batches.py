"""Stored batches, on each real database."""

from collections.abc import Callable

import pytest
from peewee import IntegrityError

from common.services.clock import SECONDS_PER_DAY
from common.services.container import Services
from tests.common.services.clock import SetClock

Open = Callable[..., Services]
Environ = dict[str, str]


def test_unknown_batch_is_none(opened: Open, store_environ: Environ) -> None:
    """Reading and deleting it find nothing."""
    batches = opened(store_environ).batches
    assert batches.get("x") is None
    assert list(batches.rows("x")) == []
    assert not batches.delete("x")


def test_batch_keeps_its_rows_in_order(
    opened: Open, store_environ: Environ, clock: SetClock
) -> None:
    """More rows than one statement inserts."""
    batches = opened(store_environ, clock).batches
    rows = [f'{{"data":"{number}"}}' for number in range(2_500)]
    made = batches.add("b1", "user:1", '{"format":"qr"}', rows)
    assert batches.get("b1") == made
    assert (made.row_count, made.expires_at - made.created_at) == (2_500, SECONDS_PER_DAY)
    assert list(batches.rows("b1")) == rows


def test_batch_is_stored_whole_or_not_at_all(opened: Open, store_environ: Environ) -> None:
    """The second batch has the id of the first."""
    batches = opened(store_environ).batches
    batches.add("b1", "user:1", "{}", ["1"])
    with pytest.raises(IntegrityError):
        batches.add("b1", "user:2", "{}", ["2", "3"])
    assert list(batches.rows("b1")) == ["1"]


def test_rows_of_a_deleted_batch_are_deleted(opened: Open, store_environ: Environ) -> None:
    """The foreign key cascades."""
    batches = opened(store_environ).batches
    batches.add("b1", "user:1", "{}", ["1"])
    assert batches.delete("b1")
    assert batches.get("b1") is None
    assert list(batches.rows("b1")) == []


def test_expired_batch_is_deleted(opened: Open, store_environ: Environ, clock: SetClock) -> None:
    """BATCH_TTL seconds after it was created."""
    services = opened({**store_environ, "BATCH_TTL": "60"}, clock)
    services.batches.add("b1", "user:1", "{}", ["1"])
    clock.move(59)
    services.batches.add("b2", "user:1", "{}", ["2"])
    clock.move(1)
    assert services.batches.get("b1") is None
    assert services.periodic_jobs.run_once()
    assert list(services.batches.rows("b1")) == []
    assert list(services.batches.rows("b2")) == ["2"]
