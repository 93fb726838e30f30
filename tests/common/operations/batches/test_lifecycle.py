"""Batches on both stores: cost, access and the stored rows.

Expectations: docs/batches.md, unless a test names another source.
"""

import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest

from common.barcode.model.errors import OptionError
from common.operations.batches import lifecycle, rate_bounds
from common.operations.batches.files import Reading, Source
from common.operations.batches.lifecycle import BatchRefused, NoSuchBatch, Sent
from common.operations.batches.rate_bounds import (
    CHECKED_ROWS,
    MAX_CHECKED,
    MAX_CREATED,
    TooManyBatches,
)
from common.operations.quota import BYTES_PER_REQUEST, LimitReached, Quota
from common.services.container import Services, open_services
from common.services.principal import Principal
from common.services.store.batches import BatchStorageFull
from common.settings import load
from common.tables.errors import TableError, TableTooLarge
from tests.common.services.clock import SetClock

ANNA, OTTO = Principal("user:1", "basic"), Principal("user:2", "basic")
ANONYMOUS = Principal("ip:203.0.113.9")
TABLE = b"data,format,title\n5901234123457,ean13,Tea\n5901234123450,ean13,Wrong\n00123,code128,\n"


@pytest.fixture(params=["sqlite", "postgres"])
def environ(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    environ = {"DATA_DIR": str(tmp_path), "BATCH_MAX_ROWS": "50"}
    if request.param == "postgres":
        environ["DATABASE_URL"] = request.getfixturevalue("postgres_url")
    return environ


@pytest.fixture
def services(environ: dict[str, str]) -> Iterator[Services]:
    with ExitStack() as stack:
        yield stack.enter_context(open_services(load(environ), process="test"))


def create(
    services: Services, content: bytes, caller: Principal = ANNA, **options: object
) -> lifecycle.Batch:
    defaults = options.pop("defaults", {})
    sources = [Source("a.csv", "text/csv", content)]
    quota = Quota(services, caller)
    return lifecycle.create(quota, sources, defaults, **options)  # type: ignore[arg-type]


def used(services: Services, caller: Principal = ANNA) -> int:
    return services.limiter.allowance(caller).used


@pytest.mark.parametrize(
    ("content", "defaults", "error"),
    [
        (b"name,price\nTea,1.20\n", {}, TableError),
        (b"data\n1\n", {"format": "qr", "colour": "red"}, OptionError),
        (b"data\n1\n", {"format": "qr", "width": "wide"}, OptionError),
        (b"data\n1\n", {"format": "qr", "data": "2"}, OptionError),
        (b"data,format\n", {}, TableError),
        (b"data,format\n" + b"1,qr\n" * 51, {}, TableTooLarge),
    ],
)
def test_refused_batch_costs_nothing(
    services: Services, content: bytes, defaults: dict[str, str], error: type[Exception]
) -> None:
    """The quota is charged for a stored batch only."""
    with pytest.raises(error):
        create(services, content, defaults=defaults)
    assert used(services) == 0


def test_strict_batch_with_a_bad_row_is_refused(services: Services) -> None:
    """The problem names the row and the option."""
    with pytest.raises(BatchRefused) as caught:
        create(services, TABLE, strict=True)
    assert caught.value.problems[0].field == "a.csv row 3: data"
    assert used(services) == 0


def test_batch_beyond_the_quota_of_a_day_is_refused(environ: dict[str, str]) -> None:
    """It could never be drawn; a smaller batch fits."""
    with open_services(load({**environ, "RATE_LIMIT_BASIC": "2"}), process="test") as services:
        with pytest.raises(LimitReached):
            create(services, b"data,format\n1,qr\n2,qr\n3,qr\n")
        assert used(services) == 0
        assert create(services, b"data,format\n1,qr\n2,qr\n").valid == 2


def test_checking_needs_no_quota(environ: dict[str, str]) -> None:
    """docs/batches.md: rows are charged when they are drawn."""
    with open_services(load({**environ, "RATE_LIMIT_BASIC": "2"}), process="test") as services:
        for _ in range(3):
            assert create(services, TABLE).cost == 2
        assert used(services) == 0


def test_check_stops_at_the_first_row_beyond_the_quota_of_a_day(environ: dict[str, str]) -> None:
    """A batch that can't be drawn causes no more work."""
    checked: list[tuple[int, int]] = []
    with open_services(load({**environ, "RATE_LIMIT_BASIC": "3"}), process="test") as services:
        with pytest.raises(LimitReached):
            create(
                services,
                b"data,format\n1,qr\nx,ean13\n2,qr\n3,qr\n4,qr\n",
                progress=lambda done, total: checked.append((done, total)),
            )
        assert checked == [(1, 5), (2, 5), (3, 5), (4, 5)]


@pytest.mark.parametrize(("bad", "last_checked"), [(3, [1, 2]), (5, [])])
def test_more_bad_rows_than_the_quota_of_a_day_are_refused(
    environ: dict[str, str], bad: int, last_checked: list[int]
) -> None:
    """Bad rows cost no quota, so that their number bounds the work of checking them."""
    checked: list[int] = []
    with open_services(load({**environ, "RATE_LIMIT_BASIC": "2"}), process="test") as services:
        with pytest.raises(LimitReached, match="Waiting does not help"):
            create(
                services,
                b"data,format\n" + b"x,ean13\n" * bad,
                progress=lambda done, _: checked.append(done),
            )
        assert (checked, used(services)) == (last_checked, 0)


def test_no_batch_is_refused_if_limits_are_disabled(environ: dict[str, str]) -> None:
    """RATE_LIMIT_ENABLED=false disables the quota."""
    off = {**environ, "RATE_LIMIT_ENABLED": "false", "RATE_LIMIT_BASIC": "2"}
    with open_services(load(off), process="test") as services:
        assert create(services, b"data,format\n1,qr\n2,qr\n3,qr\n").valid == 3


def test_burst_is_charged_before_the_table_is_read(
    environ: dict[str, str],
) -> None:
    """A caller over the burst causes no work: there was no pause."""
    pauses: list[None] = []
    limits = {**environ, "RATE_LIMIT_BURST": "1"}
    with open_services(load(limits), process="test", clock=SetClock()) as services:
        assert create(services, TABLE).valid == 2
        with pytest.raises(LimitReached) as caught:
            create(services, TABLE, pause=lambda: pauses.append(None))
        assert (caught.value.decision.reason, pauses) == ("burst", [])


def test_large_table_costs_more_of_the_burst(environ: dict[str, str]) -> None:
    """docs/http.md: one request for each 256 KiB, and the whole burst of 10 at most."""
    for size, left in ((100, 9), (3 * BYTES_PER_REQUEST, 7), (20 * BYTES_PER_REQUEST, 0)):
        content = b"data,format\n1,qr\n" + b"\n" * size
        limits = {**environ, "RATE_LIMIT_BURST": "10"}
        with open_services(load(limits), process="test", clock=SetClock()) as services:
            create(services, content, Principal(f"user:{size}", "basic"))
            decision = services.limiter.admit(Principal(f"user:{size}", "basic"), cost=0)
            assert max(0, decision.burst_remaining + decision.allowed) == left


def test_stored_rows_are_the_checked_rows(services: Services) -> None:
    """The suggestion is the GTIN with its right check digit."""
    batch = create(services, TABLE)
    found = lifecycle.find(services, ANNA, batch.id)
    assert found == batch
    good, bad, last = lifecycle.rows(services, found)
    assert (good.number, good.data, good.format) == (2, "5901234123457", "ean13")
    assert good.labels == {"title": "Tea"}
    assert (bad.number, bad.options, bad.problems[0].suggestion) == (3, None, "5901234123457")
    assert (last.filename, last.options and last.options.data) == ("00123.png", "00123")
    assert list(lifecycle.rows(services, found, after=2)) == [last]


def test_batch_of_a_user_is_hidden_from_others(services: Services) -> None:
    """Another user and an anonymous caller get the error for an unknown id."""
    batch = create(services, TABLE)
    for other in (OTTO, ANONYMOUS):
        with pytest.raises(NoSuchBatch):
            lifecycle.find(services, other, batch.id)
        with pytest.raises(NoSuchBatch):
            lifecycle.delete(services, other, batch.id)
    lifecycle.delete(services, ANNA, batch.id)
    with pytest.raises(NoSuchBatch):
        lifecycle.find(services, ANNA, batch.id)


def test_anonymous_batch_opens_with_its_id(services: Services) -> None:
    """The id is a capability."""
    batch = create(services, TABLE, ANONYMOUS)
    assert lifecycle.find(services, OTTO, batch.id) == batch


def test_file_names_are_unique_across_tables(services: Services) -> None:
    """All pictures of a batch are in one archive."""
    sources = [Source(name, "", b"data,format\n1,qr\n") for name in ("a.csv", "b.csv")]
    batch = lifecycle.create(Quota(services, ANNA), sources, {})
    rows = list(lifecycle.rows(services, batch))
    assert [(row.file, row.filename) for row in rows] == [(0, "1.png"), (1, "1-2.png")]


def test_tolerant_batch_continues_without_a_broken_file(services: Services) -> None:
    """The report of the broken file has its problems."""
    sources = [Source("a.csv", "", b'data,format\n"1'), Source("b.csv", "", b"data,format\n1,qr\n")]
    batch = lifecycle.create(Quota(services, ANNA), sources, {}, tolerant=True)
    assert (batch.valid, [bool(file.problems) for file in batch.files]) == (1, [True, False])


def test_row_overrides_options_for_all_rows(services: Services) -> None:
    """An empty cell does not override."""
    batch = create(services, b"data,format,width\n1,,300\n2,ean8,\n", defaults={"format": "qr"})
    first, second = lifecycle.rows(services, batch)
    assert first.options is not None
    assert (first.format, first.options.width) == ("qr", 300)
    assert second.problems[0].field == "data"


def test_many_rows_in_a_short_time_are_refused(environ: dict[str, str]) -> None:
    """docs/batches.md: checking is free, so that the rows of ten minutes are bounded."""
    limits = {**environ, "RATE_LIMIT_BASIC": "100000", "BATCH_MAX_ROWS": "100000"}
    with open_services(load(limits), process="test") as services:
        for _ in range(MAX_CHECKED // 2):
            rate_bounds.record_rows(services, ANNA.key, 2 * CHECKED_ROWS)
        assert create(services, TABLE).valid == 2
        with pytest.raises(TooManyBatches):
            create(services, b"data\n" + b"1\n" * CHECKED_ROWS)


def test_many_batches_in_a_short_time_are_refused(services: Services) -> None:
    """Bad rows cost no quota: the number of batches bounds the work."""
    for _ in range(MAX_CREATED):
        create(services, b"data,format\nx,ean13\n")
    with pytest.raises(TooManyBatches):
        create(services, b"data,format\nx,ean13\n")
    assert create(services, b"data,format\n1,qr\n", OTTO).valid == 1


def test_bad_rows_stop_at_the_bound_of_stored_bytes(environ: dict[str, str]) -> None:
    """The report of a bad row is many times as long as the row.

    The check ends at the first row that does not fit, so that memory is bounded too.
    """
    environ |= {"BATCH_MAX_ROWS": "5000", "BATCH_MAX_BYTES_PER_CALLER": "65536"}
    checked = 0

    def progress(done: int, total: int) -> None:
        nonlocal checked
        checked = done

    with open_services(load(environ), process="test") as services:
        with pytest.raises(BatchStorageFull) as caught:
            create(services, b"data,format\n" + b"x,ean13\n" * 5_000, progress=progress)
        assert (caught.value.whose, caught.value.retry_after_seconds) == ("caller", 0)
        assert 0 < checked < 500
        assert services.batches.used_bytes() == 0
        assert used(services) == 0


def test_full_storage_refuses_before_the_table_is_read(environ: dict[str, str]) -> None:
    """The table is broken, which is not found."""
    environ |= {"BATCH_MAX_BYTES_PER_CALLER": "65536"}
    with open_services(load(environ), process="test") as services:
        services.batches.add("b1", ANNA.key, "{}", ["x" * 64_000])
        with pytest.raises(BatchStorageFull):
            create(services, b"\xff\xfe broken")


def test_other_work_proceeds_while_a_large_table_is_compressed() -> None:
    """Of 4 MiB, at most 256 KiB at a time."""
    sent = Sent((Source("a.csv", "text/csv", bytes(4 << 20)),), {}, Reading())
    pauses: list[int] = []
    packed = sent.packed(lambda: pauses.append(1))
    assert len(pauses) >= 16
    assert msgspec.msgpack.decode(zlib.decompress(packed), type=Sent) == sent
