"""Stored batches, on each real database."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from peewee import IntegrityError
from playhouse.migrations import Runner

from common.services.clock import SECONDS_PER_DAY
from common.services.container import Services
from common.services.errors import StoreUnavailable
from common.services.store import batches as stored_batches
from common.services.store.batches import (
    DELETE_SECONDS,
    FREE_BYTES,
    RESERVED_SECONDS,
    BatchChanged,
    BatchStorageFull,
    size_of,
)
from common.services.store.database import connect_to, execute
from common.services.store.schema import MIGRATIONS
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


def test_batch_keeps_its_options_of_labels(opened: Open, store_environ: Environ) -> None:
    """Until the rows are replaced, with other options or none."""
    batches = opened(store_environ).batches
    made = batches.add("b1", "user:1", "{}", ["1"], labels='{"template":"L7160"}')
    assert batches.get("b1") == made
    assert made.labels == '{"template":"L7160"}'
    other = batches.replace(made, "{}", ["1"], b"", '{"template":"roll"}')
    assert batches.get("b1") == other
    assert other.labels == '{"template":"roll"}'


def test_some_rows_are_replaced_and_the_quota_stays_charged(
    opened: Open, store_environ: Environ
) -> None:
    """An older state of the batch changes nothing, and the bytes are those of the new rows."""
    batches = opened(store_environ).batches
    made = batches.add("b1", "user:1", "{}", ["1", "2", "3"])
    used = batches.used_bytes()
    assert batches.charge(made)
    mended = batches.mend(made, '{"a":1}', {2: "x" * 101}, 100)
    assert list(batches.rows("b1", revision=mended.revision)) == ["1", "x" * 101, "3"]
    found = batches.get("b1")
    assert found is not None
    assert (found.request, found.charged, found.revision) == ('{"a":1}', True, mended.revision)
    assert batches.used_bytes() == used + 100 + len('{"a":1}') - len("{}")
    with pytest.raises(BatchChanged):
        batches.mend(made, "{}", {1: "y"}, 0)
    with pytest.raises(BatchChanged):
        list(batches.rows("b1", revision=made.revision))
    assert next(batches.rows("b1", revision=mended.revision)) == "1"


def test_rows_that_grow_beyond_the_room_are_refused(opened: Open, store_environ: Environ) -> None:
    """65,536 bytes for one caller."""
    batches = opened({**store_environ, "BATCH_MAX_BYTES_PER_CALLER": "65536"}).batches
    made = batches.add("b1", "user:1", "{}", ["1"])
    with pytest.raises(BatchStorageFull):
        batches.mend(made, "{}", {1: "x" * 65_536}, 65_535)
    assert list(batches.rows("b1")) == ["1"]


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


def test_caller_over_the_bound_is_refused_until_enough_has_expired(
    opened: Open, store_environ: Environ, clock: SetClock
) -> None:
    """Two batches of 27,000 bytes fit into 65,536, a third needs the first one's room.

    It is there when the first has expired and was deleted, after BATCH_TTL and up to a minute.
    """
    environ = {**store_environ, "BATCH_MAX_BYTES_PER_CALLER": "65536", "BATCH_TTL": "600"}
    batches = opened(environ, clock).batches
    for number in range(2):
        batches.add(f"b{number}", "user:1", "{}", ["x" * 27_000])
        clock.move(100)
    with pytest.raises(BatchStorageFull) as caught:
        batches.add("b2", "user:1", "{}", ["x" * 27_000])
    assert (caught.value.whose, caught.value.limit_bytes) == ("caller", 65_536)
    assert caught.value.retry_after_seconds == 600 - 200 + DELETE_SECONDS
    batches.add("b3", "user:2", "{}", ["x" * 27_000])

    clock.move(caught.value.retry_after_seconds)
    assert batches.delete_expired() == 1
    batches.add("b2", "user:1", "{}", ["x" * 27_000])


def test_batch_that_never_fits_has_no_time_to_wait(opened: Open, store_environ: Environ) -> None:
    """It is larger than the bound by itself."""
    batches = opened({**store_environ, "BATCH_MAX_BYTES_PER_CALLER": "65536"}).batches
    with pytest.raises(BatchStorageFull) as caught:
        batches.require_room("user:1", 65_537)
    assert caught.value.retry_after_seconds == 0


def test_deleted_batch_makes_room(opened: Open, store_environ: Environ) -> None:
    """A caller need not wait for the expiry."""
    batches = opened({**store_environ, "BATCH_MAX_BYTES_PER_CALLER": "65536"}).batches
    batches.add("b1", "user:1", "{}", ["x" * 60_000])
    with pytest.raises(BatchStorageFull):
        batches.require_room("user:1", 6_000)
    batches.delete("b1")
    assert batches.require_room("user:1", 6_000) == 65_536


def test_batch_of_an_older_version_is_counted(
    opened: Open, store_environ: Environ, tmp_path: Path
) -> None:
    """The migration finds the bytes of the batches that it did not count, and keeps them."""
    older = connect_to(store_environ.get("DATABASE_URL"), None, tmp_path)
    with older.connection_context():
        Runner(older, str(MIGRATIONS)).up("0003_mcp_clients_and_batches")
        execute(older, "INSERT INTO batches VALUES ('b1', 'user:1', 1, 9999999999, '')")
        execute(older, "INSERT INTO batch_rows VALUES ('b1', 1, 'row 1')")
    batches = opened(store_environ).batches
    assert batches.used_bytes() == size_of("", ["row 1"])
    assert list(batches.rows("b1")) == ["row 1"]
    assert batches.get("b1") is not None


def test_callers_without_credentials_leave_half_to_users(
    opened: Open, store_environ: Environ
) -> None:
    """Addresses are cheap: a network of them must not lock out accounts."""
    batches = opened({**store_environ, "BATCH_MAX_BYTES": "131072"}).batches
    batches.add("b1", "ip:192.0.2.1", "{}", ["x" * 60_000])
    with pytest.raises(BatchStorageFull) as caught:
        batches.add("b2", "ip:192.0.2.2", "{}", ["x" * 30_000])
    assert (caught.value.whose, caught.value.limit_bytes) == ("all", 65_536)
    batches.add("b2", "user:1", "{}", ["x" * 60_000])
    with pytest.raises(BatchStorageFull) as caught:
        batches.add("b3", "user:2", "{}", ["x" * 30_000])
    assert (caught.value.whose, caught.value.limit_bytes) == ("all", 131_072)


def test_concurrent_batches_do_not_exceed_the_bound(opened: Open, store_environ: Environ) -> None:
    """Two containers share the store: of eight batches of 30,000 bytes, two fit into 65,536."""
    environ = {**store_environ, "BATCH_MAX_BYTES_PER_CALLER": "65536"}
    containers = [opened(environ).batches, opened(environ).batches]

    def is_added(number: int) -> bool:
        try:
            containers[number % 2].add(f"b{number}", "user:1", "{}", ["x" * 30_000])
        except BatchStorageFull:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(is_added, range(8))) == 2


def test_reservation_of_a_killed_process_expires(
    opened: Open, store_environ: Environ, tmp_path: Path, clock: SetClock
) -> None:
    """It ended between the reservation and the last row, and holds the bytes for a minute only."""
    environ = {**store_environ, "BATCH_MAX_BYTES_PER_CALLER": "65536"}
    services = opened(environ, clock)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED],
        env={**os.environ, **environ, "DATA_DIR": str(tmp_path), "NOW": str(clock.now())},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert services.batches.get("killed") is None
    with pytest.raises(BatchStorageFull) as caught:
        services.batches.require_room("user:1", 30_000)
    assert caught.value.retry_after_seconds == RESERVED_SECONDS + DELETE_SECONDS
    clock.move(RESERVED_SECONDS)
    assert services.periodic_jobs.run_once()
    assert services.batches.require_room("user:1", 30_000) == 65_536


def test_batch_whose_caller_has_given_up_is_not_stored(
    opened: Open, store_environ: Environ, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No client knows the id of a batch that was answered with 503."""
    monkeypatch.setattr(stored_batches, "WRITE_SECONDS", 0.0)
    batches = opened(store_environ).batches
    with pytest.raises(StoreUnavailable):
        batches.add("b1", "user:1", "{}", ["x"] * 20_000)
    assert batches.get("b1") is None
    assert list(batches.rows("b1")) == []


def test_full_disk_refuses_batches_before_it_stops_everything(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The counters of limits are on the same disk as a store in SQLite."""
    services = opened({})
    services.connections.report("daemon", 0)
    assert services.health().batches_status == "ok"
    free = shutil.disk_usage("/")._replace(free=FREE_BYTES)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: free)
    with pytest.raises(BatchStorageFull) as caught:
        services.batches.add("b1", "user:1", "{}", ["1"])
    assert caught.value.whose == "all"
    health = services.health()
    assert (health.status, health.batches_status, health.database_status) == (
        *("degraded", "unavailable"),
        "ok",
    )


# Adds a batch, and is killed while it writes the rows: they are read once to be measured before.
KILLED = """
import os, signal
from common.services.container import open_services
from common.settings import load
from tests.common.services.clock import SetClock

class Rows(list):
    reads = 0

    def __iter__(self):
        self.reads += 1
        if self.reads == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().__iter__()

clock = SetClock(float(os.environ["NOW"]))
services = open_services(load(os.environ), process="killed", clock=clock)
services.batches.add("killed", "user:1", "{}", Rows(["x" * 40_000]))
"""
