"""Runs of calls, apart from what they do."""

from types import SimpleNamespace
from typing import Any, cast

from common.mcp.execution import execute
from common.mcp.protocol.definitions import Unavailable
from common.services import wait_budget
from common.services.errors import StoreUnavailable


class Asking:
    """A call that looks at how long it may wait."""

    charges = False

    def __init__(self) -> None:
        self.left_seconds = 0.0

    def run(self, context: object) -> None:
        self.left_seconds = wait_budget.left_seconds()


CHARGED = SimpleNamespace(quota=SimpleNamespace(charge_remaining=lambda: None))


def test_call_is_a_request_with_patience_of_its_own() -> None:
    """Over WebSockets and standard streams nothing else bounds what it waits for Redis."""
    call = Asking()
    execute(cast(Any, call), cast(Any, CHARGED))
    assert call.left_seconds == wait_budget.MAX_SECONDS


def away(context: object) -> None:
    raise StoreUnavailable("the store: away")


def test_what_is_away_is_told_with_when_to_try_again() -> None:
    """As over HTTP, where it is a 503 with Retry-After; it was told as a crash of ours."""
    told: list[object] = []
    session = SimpleNamespace(refuse=lambda call, wrong: told.append(wrong))
    call = SimpleNamespace(run=away, asked=SimpleNamespace(method="tools/call"), charges=False)
    execute(cast(Any, call), cast(Any, CHARGED))(cast(Any, session))
    (wrong,) = told
    assert isinstance(wrong, Unavailable)
    assert "try it again in 5 s" in str(wrong)
