"""Counters over the processes of a machine."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from common.services.container import Services
from tests.common.services.clock import SetClock

Open = Callable[..., Services]

COUNT_MANY = """
import sys
from pathlib import Path
from common.services.container import open_services
from common.settings import Settings
with open_services(Settings(data_dir=Path(sys.argv[1])), process="child") as services:
    for _ in range(200):
        services.metrics.count("barcodes", format="qr")
"""


def test_counters_are_summed_by_label(opened: Open) -> None:
    """One barcode over HTTP, three over MCP."""
    metrics = opened({}).metrics
    metrics.count("barcodes", format="qr", interface="http")
    metrics.count("barcodes", format="qr", interface="mcp", by=2)
    metrics.count("barcodes", interface="mcp", format="ean13")
    metrics.count("errors", code="x")
    snapshot = metrics.snapshot()
    assert snapshot.total("barcodes") == 4
    assert snapshot.total("barcodes", format="qr") == 3
    assert snapshot.by("barcodes", "interface") == {"http": 1, "mcp": 3}
    assert snapshot.total("nothing") == 0


def test_processes_count_together(opened: Open, tmp_path: Path) -> None:
    """Four processes count 200 barcodes each."""
    services = opened({})
    children = [
        subprocess.Popen([sys.executable, "-c", COUNT_MANY, str(tmp_path)]) for _ in range(4)
    ]
    assert [child.wait(30) for child in children] == [0] * 4
    assert services.metrics.snapshot().total("barcodes") == 800


def test_count_outlives_the_process(opened: Open) -> None:
    """It is in the machine's file."""
    opened({}).metrics.count("barcodes")
    assert opened({}).metrics.snapshot().total("barcodes") == 1


def test_uptime_is_that_of_the_oldest_living_process(opened: Open, clock: SetClock) -> None:
    """This process alone."""
    services = opened({}, clock)
    clock.move(90)
    assert services.metrics.snapshot().uptime_seconds == 90
    assert services.metrics.snapshot().processes == (("test", os.getpid()),)


def test_ended_process_is_not_listed(opened: Open, tmp_path: Path, clock: SetClock) -> None:
    """The child has ended."""
    services = opened({}, clock)
    child = subprocess.Popen([sys.executable, "-c", COUNT_MANY, str(tmp_path)])
    assert child.wait(30) == 0
    assert services.metrics.snapshot().processes == (("test", os.getpid()),)


def test_count_that_finds_the_file_locked_is_written_with_the_next(
    opened: Open, tmp_path: Path
) -> None:
    """Counting waits 0.02 s at most."""
    metrics = opened({}).metrics
    other = sqlite3.connect(tmp_path / "state.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    metrics.count("barcodes", format="qr")
    assert metrics.snapshot().total("barcodes") == 0
    other.execute("ROLLBACK")
    other.close()
    metrics.count("barcodes", format="qr")
    assert metrics.snapshot().total("barcodes") == 2


def test_deferred_counts_are_written_by_periodic_jobs(opened: Open, tmp_path: Path) -> None:
    """A serving process leaves writing to the periodic jobs."""
    serving, reading = opened({}), opened({})
    serving.metrics.defer_writes()
    serving.metrics.count("barcodes", format="qr")
    assert reading.metrics.snapshot().total("barcodes") == 0
    serving.periodic_jobs.run_once()
    assert reading.metrics.snapshot().total("barcodes") == 1


def test_active_connections_are_reported(opened: Open) -> None:
    """From the registry of connections."""
    services = opened({})
    services.connections.report("a", 3)
    snapshot = services.metrics.snapshot()
    assert (snapshot.active_connections, snapshot.daemons) == (3, 1)
