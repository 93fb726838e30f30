"""Batches on both stores: who pays, who may see, what is kept.

Expectations: API.md's rows on batches and limits.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from common.barcode.model.errors import OptionError
from common.operations.batches import lifecycle
from common.operations.batches.lifecycle import BatchRefused, NoSuchBatch, Source
from common.operations.batches.rate_bounds import MAX_CREATED, TooManyBatches
from common.operations.quota import LimitReached, Quota
from common.services.container import Services, open_services
from common.services.principal import Principal
from common.settings import load
from common.tables.errors import TableError, TableTooLarge
from tests.common.services.clock import SetClock

ANNA, OTTO = Principal("user:1", "basic"), Principal("user:2", "basic")
STRANGER = Principal("ip:203.0.113.9")
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


def take(
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
        (b"data,title\n1,x\n", {}, OptionError),
        (b"data\n1\n", {"format": "qr", "colour": "red"}, OptionError),
        (b"data\n1\n", {"format": "qr", "width": "wide"}, OptionError),
        (b"data\n1\n", {"format": "qr", "data": "2"}, OptionError),
        (b"data,format\n", {}, TableError),
        (b"data,format\n" + b"1,qr\n" * 51, {}, TableTooLarge),
    ],
)
def test_what_is_refused_costs_nothing(
    services: Services, content: bytes, defaults: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        take(services, content, defaults=defaults)
    assert used(services) == 0


def test_strict_batch_with_a_bad_row_is_refused_whole(services: Services) -> None:
    with pytest.raises(BatchRefused) as caught:
        take(services, TABLE, strict=True)
    assert caught.value.problems[0].field == "a.csv row 3: data"
    assert used(services) == 0


def test_batch_that_does_not_fit_the_quota_is_refused_whole(environ: dict[str, str]) -> None:
    with open_services(load({**environ, "RATE_LIMIT_BASIC": "2"}), process="test") as services:
        with pytest.raises(LimitReached):
            take(services, b"data,format\n1,qr\n2,qr\n3,qr\n")
        assert used(services) == 0
        assert take(services, b"data,format\n1,qr\n2,qr\n").valid == 2
        assert used(services) == 2


def test_bad_rows_need_no_quota(environ: dict[str, str]) -> None:
    """docs/batches.md: a row that can be drawn costs one barcode."""
    with open_services(load({**environ, "RATE_LIMIT_BASIC": "2"}), process="test") as services:
        assert take(services, TABLE).valid == 2
        taken = take(services, b"data,format\nx,ean13\n")
        assert (taken.valid, taken.invalid, used(services)) == (0, 1, 2)
        with pytest.raises(LimitReached):
            take(services, TABLE)
        assert used(services) == 2


def test_check_stops_at_the_first_row_beyond_what_is_left(environ: dict[str, str]) -> None:
    """Checking is work that a refused batch does not pay for."""
    checked: list[tuple[int, int]] = []
    with open_services(load({**environ, "RATE_LIMIT_BASIC": "6"}), process="test") as services:
        take(services, b"data,format\n1,qr\n2,qr\n3,qr\n4,qr\n")
        with pytest.raises(LimitReached):
            take(
                services,
                b"data,format\n1,qr\nx,ean13\n2,qr\n3,qr\n4,qr\n",
                progress=lambda done, total: checked.append((done, total)),
            )
        assert checked == [(1, 5), (2, 5), (3, 5)]
        assert used(services) == 4


@pytest.mark.parametrize(("bad", "last_checked"), [(3, [1, 2]), (5, [])])
def test_more_bad_rows_than_the_quota_of_a_day_are_refused(
    environ: dict[str, str], bad: int, last_checked: list[int]
) -> None:
    """They cost nothing, so that something else must bound what checking them may cost."""
    checked: list[int] = []
    with open_services(load({**environ, "RATE_LIMIT_BASIC": "2"}), process="test") as services:
        with pytest.raises(LimitReached, match="Waiting does not help"):
            take(
                services,
                b"data,format\n" + b"x,ean13\n" * bad,
                progress=lambda done, _: checked.append(done),
            )
        assert (checked, used(services)) == (last_checked, 0)


def test_where_limits_are_off_no_batch_is_refused_for_them(environ: dict[str, str]) -> None:
    off = {**environ, "RATE_LIMIT_ENABLED": "false", "RATE_LIMIT_BASIC": "2"}
    with open_services(load(off), process="test") as services:
        assert take(services, b"data,format\n1,qr\n2,qr\n3,qr\n").valid == 3


def test_batch_costs_one_request_of_the_burst_before_its_table_is_read(
    environ: dict[str, str],
) -> None:
    pauses: list[None] = []
    limits = {**environ, "RATE_LIMIT_BURST": "1"}
    with open_services(load(limits), process="test", clock=SetClock()) as services:
        assert take(services, TABLE).valid == 2
        with pytest.raises(LimitReached) as caught:
            take(services, TABLE, pause=lambda: pauses.append(None))
        assert (caught.value.decision.reason, pauses, used(services)) == ("burst", [], 2)


def test_good_rows_cost_one_each_and_bad_ones_nothing(services: Services) -> None:
    taken = take(services, TABLE)
    assert (taken.valid, taken.invalid) == (2, 1)
    assert used(services) == 2


def test_rows_are_kept_as_they_were_checked(services: Services) -> None:
    taken = take(services, TABLE)
    found = lifecycle.find(services, ANNA, taken.id)
    assert found == taken
    good, bad, last = lifecycle.rows(services, found)
    assert (good.number, good.data, good.format) == (2, "5901234123457", "ean13")
    assert good.labels == {"title": "Tea"}
    assert (bad.number, bad.options, bad.problems[0].suggestion) == (3, None, "5901234123457")
    assert (last.filename, last.options and last.options.data) == ("00123.png", "00123")
    assert list(lifecycle.rows(services, found, after=2)) == [last]


def test_batch_of_a_user_opens_to_nobody_else(services: Services) -> None:
    taken = take(services, TABLE)
    for other in (OTTO, STRANGER):
        with pytest.raises(NoSuchBatch):
            lifecycle.find(services, other, taken.id)
        with pytest.raises(NoSuchBatch):
            lifecycle.delete(services, other, taken.id)
    lifecycle.delete(services, ANNA, taken.id)
    with pytest.raises(NoSuchBatch):
        lifecycle.find(services, ANNA, taken.id)


def test_batch_without_credentials_opens_to_who_knows_its_id(services: Services) -> None:
    taken = take(services, TABLE, STRANGER)
    assert lifecycle.find(services, OTTO, taken.id) == taken


def test_rows_of_several_files_share_file_names(services: Services) -> None:
    sources = [Source(name, "", b"data,format\n1,qr\n") for name in ("a.csv", "b.csv")]
    taken = lifecycle.create(Quota(services, ANNA), sources, {})
    rows = list(lifecycle.rows(services, taken))
    assert [(row.file, row.filename) for row in rows] == [(0, "1.png"), (1, "1-2.png")]


def test_tolerant_batch_goes_on_without_a_broken_file(services: Services) -> None:
    sources = [Source("a.csv", "", b'data,format\n"1'), Source("b.csv", "", b"data,format\n1,qr\n")]
    taken = lifecycle.create(Quota(services, ANNA), sources, {}, tolerant=True)
    assert (taken.valid, [bool(file.problems) for file in taken.files]) == (1, [True, False])


def test_row_overrides_what_holds_for_all(services: Services) -> None:
    taken = take(services, b"data,format,width\n1,,300\n2,ean8,\n", defaults={"format": "qr"})
    first, second = lifecycle.rows(services, taken)
    assert first.options is not None
    assert (first.format, first.options.width) == ("qr", 300)
    assert second.problems[0].field == "data"


def test_many_batches_in_a_short_time_are_refused(services: Services) -> None:
    """Refused work costs no quota, so that something else must bound it."""
    for _ in range(MAX_CREATED):
        take(services, b"data,format\nx,ean13\n")
    with pytest.raises(TooManyBatches):
        take(services, b"data,format\nx,ean13\n")
    assert take(services, b"data,format\n1,qr\n", OTTO).valid == 1
