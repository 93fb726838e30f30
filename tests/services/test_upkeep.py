"""What one process of each machine does every second."""

from collections.abc import Callable

from common.services.bundle import Services
from common.services.upkeep import Chore, Upkeep
from tests.services.clock import SetClock


def test_chore_that_fails_unexpectedly_hinders_no_other(
    opened: Callable[..., Services], clock: SetClock
) -> None:
    """It ended the thread: with a read-only Postgres no usage was written ever after."""
    done: list[str] = []
    chores = (
        Chore("dividing by zero", lambda: 1 // 0),
        Chore("writing", lambda: done.append("once")),
    )
    upkeep = Upkeep(lambda: None, chores, opened({}).machine, clock, 1.0, "test")
    assert (upkeep.once(), upkeep.once()) == (True, True)
    assert done == ["once", "once"]
