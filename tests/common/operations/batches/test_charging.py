"""The quota of a batch: refusals first, then a charge for each batch. Source: docs/batches.md."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from common.operations.batches import lifecycle, rechecking
from common.operations.batches.charging import charge
from common.operations.batches.files import Source
from common.operations.batches.lifecycle import Batch
from common.operations.quota import LimitReached, Quota
from common.services.container import Services, open_services
from common.services.principal import Principal
from common.services.store.batches import BatchChanged
from common.settings import load

ANNA = Principal("user:1", "basic")


@pytest.fixture(params=["sqlite", "postgres"])
def services(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Services]:
    environ = {"DATA_DIR": str(tmp_path), "RATE_LIMIT_BASIC": "5"}
    if request.param == "postgres":
        environ["DATABASE_URL"] = request.getfixturevalue("postgres_url")
    with open_services(load(environ), process="test") as services:
        yield services


def create(services: Services, content: bytes = b"EAN,SKU\n4006381333931,A\nx,B\n") -> Batch:
    return lifecycle.create(Quota(services, ANNA), [Source("a.csv", "text/csv", content)], {})


def used(services: Services) -> int:
    return services.limiter.allowance(ANNA).used


def test_batch_beyond_what_is_left_is_not_charged(services: Services) -> None:
    """Nothing of it; what is left stays."""
    charge(Quota(services, ANNA), create(services, b"data,format\n1,qr\n2,qr\n3,qr\n"))
    with pytest.raises(LimitReached):
        charge(Quota(services, ANNA), create(services, b"data,format\n1,qr\n2,qr\n3,qr\n"))
    assert used(services) == 3


def test_replaced_rows_are_not_charged(services: Services) -> None:
    """A download that was found before a check draws nothing, and costs nothing."""
    old = create(services)
    quota = Quota(services, ANNA)
    new = rechecking.check_again(quota, old, {}, {"columns": {"data": "SKU"}})
    with pytest.raises(BatchChanged):
        charge(Quota(services, ANNA), old)
    with pytest.raises(BatchChanged):
        list(lifecycle.rows(services, old))
    with pytest.raises(BatchChanged):
        rechecking.check_again(quota, old, {}, {})
    assert used(services) == 0
    assert [row.data for row in lifecycle.rows(services, new)] == ["A", "B"]
    assert (new.cost, lifecycle.find(services, ANNA, old.id)) == (2, new)


def test_deleted_batch_is_not_charged(services: Services) -> None:
    """The download ends before it begins."""
    batch = create(services)
    lifecycle.delete(services, ANNA, batch.id)
    with pytest.raises(BatchChanged):
        charge(Quota(services, ANNA), batch)
    assert used(services) == 0


def test_good_rows_cost_one_each_and_bad_ones_nothing(services: Services) -> None:
    """One of the two rows has a valid EAN."""
    batch = create(services)
    charge(Quota(services, ANNA), batch)
    assert (batch.cost, used(services)) == (1, 1)
    found = lifecycle.find(services, ANNA, batch.id)
    assert found.cost == 0
    charge(Quota(services, ANNA), found)
    assert used(services) == 1


def test_simultaneous_downloads_are_charged_once(services: Services) -> None:
    """Each found the batch before another one had paid."""
    batch = create(services)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: charge(Quota(services, ANNA), batch), range(4)))
    assert used(services) == 1


def test_sources_are_deleted_with_their_batch(services: Services) -> None:
    """And count as stored bytes."""
    batch = create(services, b"EAN,SKU\n" + b"4006381333931,A\n" * 4)
    assert services.batches.source(batch.id)
    lifecycle.delete(services, ANNA, batch.id)
    assert services.batches.source(batch.id) == b""
    assert services.batches.used_bytes() == 0


def test_bytes_of_replaced_rows_are_free_again(services: Services) -> None:
    """docs/batches.md: storage is bounded, and a check is no second batch."""
    batch = create(services)
    before = services.batches.used_bytes()
    for _ in range(3):
        batch = rechecking.check_again(Quota(services, ANNA), batch, {}, {})
    assert services.batches.used_bytes() == before
