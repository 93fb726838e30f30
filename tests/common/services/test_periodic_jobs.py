"""What one process of each machine does every second."""

from collections.abc import Callable
from typing import Any

import pytest

from common.services.container import Services
from common.services.periodic_jobs import PeriodicJob, PeriodicJobRunner
from tests.common.services.clock import SetClock


def test_chore_that_fails_unexpectedly_hinders_no_other(
    opened: Callable[..., Services], clock: SetClock
) -> None:
    """It ended the thread: with a read-only Postgres no usage was written ever after."""
    done: list[str] = []
    chores = (
        PeriodicJob("dividing by zero", lambda: 1 // 0),
        PeriodicJob("writing", lambda: done.append("once")),
    )
    upkeep = PeriodicJobRunner(lambda: None, chores, opened({}).local_state, clock, 1.0, "test")
    assert (upkeep.once(), upkeep.once()) == (True, True)
    assert done == ["once", "once"]


def test_who_waited_for_the_file_takes_no_lease_that_began_meanwhile(
    opened: Callable[..., Services], clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Processes wake together, every second; two at work at once is one too many."""
    machine = opened({}).local_state
    first, second = (
        PeriodicJobRunner(lambda: None, (), machine, clock, 1.0, "mcp") for _ in range(2)
    )
    run = machine.run

    def run_later(statements: Callable[..., Any]) -> Any:
        monkeypatch.setattr(machine, "run", run)
        clock.move(0.01)
        assert first.once()
        return run(statements)

    monkeypatch.setattr(machine, "run", run_later)
    assert not second.once()
