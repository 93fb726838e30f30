"""The jobs that one process of each machine runs, and the lease that names this process."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from common.services.clock import SECONDS_PER_DAY
from common.services.container import Services, open_services
from common.services.periodic_jobs import PeriodicJob, PeriodicJobRunner
from common.services.principal import Principal
from common.settings import load
from tests.common.services.clock import SetClock

Open = Callable[..., Services]


def test_job_that_fails_unexpectedly_stops_no_other(opened: Open, clock: SetClock) -> None:
    """It ended the thread: with a read-only Postgres, no usage was written from then on."""
    done: list[str] = []
    jobs = (
        PeriodicJob("dividing by zero", lambda: 1 // 0),
        PeriodicJob("writing", lambda: done.append("once")),
    )
    runner = PeriodicJobRunner(lambda: None, jobs, opened({}).local_state, clock, 1.0, "test")
    assert (runner.run_once(), runner.run_once()) == (True, True)
    assert done == ["once", "once"]


def test_process_that_waited_for_the_file_does_not_take_over_a_new_lease(
    opened: Open, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All processes wake up every second, and only one of them may run the jobs."""
    state = opened({}).local_state
    first, second = (
        PeriodicJobRunner(lambda: None, (), state, clock, 1.0, "mcp") for _ in range(2)
    )
    run = state.run

    def run_later(statements: Callable[..., Any]) -> Any:
        monkeypatch.setattr(state, "run", run)
        clock.move(0.01)
        assert first.run_once()
        return run(statements)

    monkeypatch.setattr(state, "run", run_later)
    assert not second.run_once()


def test_one_process_runs_the_jobs(opened: Open, clock: SetClock) -> None:
    """The lease passes to another process only after it has expired."""
    first, second = opened({}, clock), opened({}, clock)
    assert first.periodic_jobs.run_once()
    assert not second.periodic_jobs.run_once()
    assert first.periodic_jobs.run_once()
    clock.move(60)
    assert second.periodic_jobs.run_once()


def test_lease_passes_from_a_worker_to_the_daemon(tmp_path: Path, clock: SetClock) -> None:
    """A worker serves requests on the same thread; a daemon has threads to spare."""
    settings = load({"DATA_DIR": str(tmp_path)})
    with (
        open_services(settings, process="rest", clock=clock) as worker,
        open_services(settings, process="mcp", clock=clock) as daemon,
    ):
        assert worker.periodic_jobs.run_once()
        assert daemon.periodic_jobs.run_once()
        assert not worker.periodic_jobs.run_once()
        clock.move(60)
        assert worker.periodic_jobs.run_once()


def test_jobs_run_once_more_at_the_end(opened: Open) -> None:
    """The usage of the last second is flushed before the process ends."""
    services = opened({"USAGE_FLUSH_INTERVAL": "3600"})
    services.periodic_jobs.start()
    assert services.limiter.admit(Principal("user:1", "premium"), format="qr", cost=2).allowed
    services.periodic_jobs.stop()
    today = int(services.clock.now() // SECONDS_PER_DAY)
    assert [line.count for line in services.usage.of_caller("user:1", today - 1, today)] == [2]


def test_lease_from_before_the_clock_was_set_back_is_taken_over(
    opened: Open, clock: SetClock
) -> None:
    """Its holder may be dead: no usage would be written until that time comes again."""
    dead = opened({}, clock)
    clock.move(SECONDS_PER_DAY)
    assert dead.periodic_jobs.run_once()
    clock.move(-SECONDS_PER_DAY)
    assert opened({}, clock).periodic_jobs.run_once()
